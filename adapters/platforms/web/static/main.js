// Builds the page and keeps it in step with the server.

import * as api from "./api.js";
import { tick } from "./card.js";
import { Channels } from "./channels.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { el, mark, write } from "./dom.js";
import { Form } from "./form.js";
import { announcer, banner, dropping, greeting, head, side, skip } from "./frame.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { looked } from "./recipe.js";
import { Settings } from "./settings.js";
import { Store } from "./store.js";
import { learn, say } from "./texts.js";
import { Viewer } from "./viewer.js";

const LOST_FOR = 1200; // a moment without connection is nobody's business

const RETRY = 1500;

class Page {
  #current = null;
  #unread = 0;
  #lost = null;
  #phases = new Map();

  constructor({ page, channels, outbox, app }) {
    this.app = app;
    this.outbox = outbox;
    this.store = new Store();
    this.channels = new Channels(channels, (id) => this.open(id));
    this.viewer = new Viewer(() => looked(this.store.messages(this.#current)), (message, token) => this.press(message, token));
    this.form = new Form(page.limits);
    this.notices = new Notices((channel) => this.open(channel));
    this.announcer = announcer();
    this.composer = new Composer({ page, channel: () => this.#current, send: (message) => this.send(message) });
    this.conversation = new Conversation({
      desk: {
        open: (file) => this.viewer.open(file),
        press: (message, token) => this.press(message, token),
        reply: (message) => this.composer.answer(message),
      },
      outbox,
      store: this.store,
      greeting: greeting(page, (name, text) => this.example(name, text)),
      earlier: () => this.earlier(),
    });
    this.settings = new Settings(() => this.#current);
    this.banner = banner();
    this.head = head(() => this.#side(true));
    this.build(page);
  }

  build(page) {
    const curtain = el("button", { type: "button", className: "curtain", aria: { label: say("close") }, onclick: () => this.#side(false) });
    this.composer.element.prepend(this.conversation.toNewest);
    const main = el("main", { className: "main" }, this.head.element, this.conversation.scroll, this.composer.element, this.banner, this.announcer);
    const list = side(this.channels, page, this.notices.element, () => this.settings.open());
    const dialogs = [this.viewer.element, this.settings.element, this.form.element];
    this.app.replaceChildren(skip(this.composer.field), list, main, curtain, dropping((files) => this.composer.add(files)), ...dialogs);
    list.addEventListener("keydown", (event) => event.key === "Escape" && this.#side(false));
    window.addEventListener("hashchange", () => this.open(wanted()));
    window.addEventListener("online", () => this.outbox.again());
    document.addEventListener("visibilitychange", () => this.#read());
    setInterval(tick, 1000);
  }

  /** Show a channel before anybody can write, then go on with what is new since. */
  async start() {
    const revision = await this.open(wanted());
    this.outbox.again();
    api.listen(revision, {
      message: (message) => this.take(message),
      channel: (channel) => this.channels.put(channel),
      open: () => this.#found(),
      lost: () => this.#lose(),
    });
  }

  /** Turn to a channel; gives the revision from which events go on. */
  async open(id) {
    const channel = this.channels.has(id) ? id : this.channels.first();
    this.#side(false);
    this.#current = channel;
    this.channels.open(channel);
    write(this.head.name, this.channels.name(channel));
    if (wanted() !== channel) history.replaceState(null, "", `#/${encodeURIComponent(channel)}`);
    if (this.store.has(channel)) return this.draw();
    const told = await reach(() => api.history(channel));
    this.store.load(channel, told);
    this.draw();
    this.composer.field.focus({ preventScroll: true });
    return told.revision;
  }

  /** Show older messages. */
  async earlier() {
    const channel = this.#current;
    const [oldest] = this.store.messages(channel);
    await this.conversation.holdWhile(async () => {
      this.store.load(channel, await api.history(channel, oldest.number));
      this.draw();
    });
  }

  /** Take what the server tells over. */
  take(message) {
    const isNew = this.store.take(message);
    if (message.channel === this.#current) this.draw();
    else if (isNew && !message.gone) this.channels.news(message.channel);
    if (isNew && document.hidden && message.author === "atelier") this.#unread += 1;
    if (isNew && message.ping) this.notices.call(message, this.channels.name(message.channel));
    if (message.channel === this.#current && message.extras.card) this.#announce(message);
    this.#read();
  }

  send(message) {
    this.outbox.put(message);
    this.conversation.follow();
  }

  async press(message, token) {
    try {
      const form = await api.press(message.channel, token, message.id);
      if (form) this.form.open(form, (id, text) => this.answer(message, form.token, { id, text }));
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      write(this.composer.trouble, error.message || say("went_wrong"));
    }
  }

  async answer(message, token, said) {
    await api.press(message.channel, token, message.id, said);
    this.conversation.follow();
  }

  example(name, text) {
    this.composer.fill(text);
    if (name === "upscale") this.composer.pick();
  }

  draw() {
    if (this.#current !== null) this.conversation.show(this.#current);
  }

  /** Open or close the list of channels where it lies over the page; the focus goes along. */
  #side(open) {
    const was = "side" in this.app.dataset;
    mark(this.app, "side", open ? "" : null);
    this.head.open.setAttribute("aria-expanded", open);
    if (open) this.channels.list.querySelector("button").focus();
    else if (was) this.head.open.focus();
  }

  /** Tell a screen reader that a request is in another phase; its clock is nobody's news. */
  #announce({ id, text, extras: { card } }) {
    if (this.#phases.get(id) !== card.phase) write(this.announcer, `${say(`phase_${card.phase}`)}. ${text}`);
    this.#phases.set(id, card.phase);
  }

  #read() {
    if (!document.hidden) this.#unread = 0;
    document.title = this.#unread ? `(${this.#unread}) ${say("atelier")}` : say("atelier");
  }

  #found() {
    clearTimeout(this.#lost);
    this.#lost = null;
    this.banner.hidden = true;
    this.outbox.again();
  }

  #lose() {
    this.#lost ??= setTimeout(() => (this.banner.hidden = false), LOST_FOR);
  }
}

function wanted() {
  return decodeURIComponent(location.hash.replace(/^#\//, ""));
}

async function boot() {
  if (location.search) history.replaceState(null, "", `/${location.hash}`); // the token need not stay in sight
  const told = await reach(api.page);
  learn(told);
  let page = null;
  const outbox = await Outbox.open({ changed: () => page?.draw(), arrived: (message) => page?.take(message) });
  const channels = await reach(api.channels);
  page = new Page({ page: told, channels, outbox, app: document.getElementById("app") });
  await page.start();
}

/** Ask until there is an answer; whoever has to sign in gets the page that asks for it. */
async function reach(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error.status === 401) location.reload();
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

await boot();
