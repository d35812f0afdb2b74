// One channel's messages on the page, kept in step with the store.

import { blocksOf, signature } from "./blocks.js";
import { arrange, el } from "./dom.js";
import { Posted, Turn } from "./posted.js";
import { Said, Unsent } from "./said.js";
import { day, say } from "./texts.js";

const VIEWS = { said: Said, posted: Posted, card: Turn };
const NEAR = 120;

/** Draws blocks and lets each be drawn anew only when it changed. */
export class Conversation {
  #drawn = new Map();
  #unsent = new Map();
  #days = new Map();
  #channel = null;

  constructor({ desk, outbox, store, greeting, earlier }) {
    Object.assign(this, { desk, outbox, store, greeting });
    this.log = el("div", { className: "log", role: "log", aria: { label: say("conversation"), relevant: "additions" } });
    this.scroll = el("div", { className: "scroll", tabIndex: 0, role: "group", aria: { label: say("conversation") }, onscroll: () => this.#look() }, this.log);
    this.toNewest = el("button", { type: "button", className: "plain to-newest", hidden: true, onclick: () => this.#down("smooth") }, say("newest"));
    this.earlier = el("button", { type: "button", className: "plain earlier", onclick: earlier }, say("earlier"));
    this.stays = true;
    new ResizeObserver(() => this.stays && this.#down()).observe(this.log);
  }

  /** Show a channel as it stands now. */
  show(channel) {
    const focused = this.log.contains(document.activeElement) ? document.activeElement.closest("article") : null;
    if (channel !== this.#channel) this.#turnTo(channel);
    const messages = this.store.messages(channel);
    const unsent = this.#waiting(channel, messages);
    const nodes = [...this.#nodes(messages), ...unsent];
    const rest = this.store.has(channel) && !nodes.length ? [this.greeting] : [];
    arrange(this.log, [...(this.store.more(channel) ? [this.earlier] : []), ...nodes, ...rest]);
    if (focused && !this.log.contains(document.activeElement)) (focused.isConnected ? focused : this.scroll).focus({ preventScroll: true });
    if (this.stays) this.#down();
  }

  /** Go down when something of one's own appears. */
  follow() {
    this.stays = true;
    this.#down();
  }

  /** Keep what is being looked at in place while older messages come in above. */
  async holdWhile(work) {
    const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
    this.stays = false;
    await work();
    this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
  }

  #turnTo(channel) {
    this.#channel = channel;
    this.#drawn.clear();
    this.#unsent.clear();
    this.#days.clear();
    this.stays = true;
    this.log.setAttribute("aria-busy", "true"); // what was there before is not read out
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
  }

  #nodes(messages) {
    const blocks = blocksOf(messages);
    const linked = linksByRequest(blocks);
    const nodes = [];
    let before = null;
    for (const block of blocks) {
      const today = day(block.messages[0].at);
      if (!before || today !== day(before.messages[0].at)) nodes.push(this.#day(today));
      nodes.push(this.#draw(block, before, linked.get(block.messages[0].reply_to) ?? new Set()));
      before = block;
    }
    return nodes;
  }

  #draw(block, before, linked) {
    const known = this.#drawn.get(block.key) ?? { view: new VIEWS[block.kind](this.desk), signature: "" };
    const follows = before !== null && before.kind !== "said" && block.kind !== "said";
    const quoted = !isAnswerTo(block, before);
    const now = `${signature(block)} ${follows} ${quoted} ${linked.size}`;
    if (known.signature !== now) known.view.show({ ...block, quoted, linked });
    known.view.element.classList.toggle("follows", follows);
    this.#drawn.set(block.key, { view: known.view, signature: now });
    return known.view.element;
  }

  #waiting(channel, messages) {
    const arrived = new Set(messages.map((message) => message.client).filter(Boolean));
    return this.outbox
      .of(channel)
      .filter((message) => message.state === "refused" || !arrived.has(message.id))
      .map((message) => {
        if (!this.#unsent.has(message.id)) this.#unsent.set(message.id, new Unsent(message, this.outbox));
        const view = this.#unsent.get(message.id);
        view.show(message, arrived.has(message.id));
        return view.element;
      });
  }

  #day(text) {
    if (!this.#days.has(text)) this.#days.set(text, el("div", { className: "day" }, text));
    return this.#days.get(text);
  }

  #look() {
    this.stays = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
    this.toNewest.hidden = this.stays;
  }

  #down(behavior = "instant") {
    const still = behavior === "instant" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: still ? "instant" : behavior });
  }
}

/** A post right under what it answers, or after another answer to it, needs no quote. */
function isAnswerTo(block, before) {
  const request = block.messages[0].reply_to;
  if (request === null || before === null) return request === null;
  return before.messages.some((message) => message.id === request || (before.kind !== "said" && message.reply_to === request));
}

function linksByRequest(blocks) {
  const found = new Map();
  for (const block of blocks.filter((each) => each.kind === "posted")) {
    for (const message of block.messages) {
      const known = found.get(message.reply_to) ?? new Set();
      for (const link of message.extras.links ?? []) known.add(link.url);
      found.set(message.reply_to, known);
    }
  }
  return found;
}
