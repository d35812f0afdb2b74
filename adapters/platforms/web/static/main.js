// Builds the page and keeps it in step with the server.

import * as api from "./api.js";
import { tick } from "./card.js";
import { Channels } from "./channels.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { el, mark, write } from "./dom.js";
import { isSeen } from "./files.js";
import { banner, dropping, greeting, head, side } from "./frame.js";
import { Outbox } from "./outbox.js";
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

  constructor({ page, channels, outbox, app }) {
    this.app = app;
    this.outbox = outbox;
    this.store = new Store();
    this.channels = new Channels(channels, (id) => this.open(id));
    this.viewer = new Viewer(() => this.store.messages(this.#current).flatMap((message) => message.files).filter(isSeen));
    this.composer = new Composer({ page, channel: () => this.#current, send: (message) => this.send(message) });
    this.conversation = new Conversation({
      desk: {
        open: (file) => this.viewer.open(file),
        press: (message, token) => this.press(message, token),
        reply: (message) => this.composer.answer(message),
      },
      outbox,
      store: this.store,
      greeting: greeting((name, text) => this.example(name, text)),
      earlier: () => this.earlier(),
    });
    this.settings = new Settings(() => this.#current);
    this.banner = banner();
    this.head = head(() => mark(app, "side", ""));
    this.build(page);
  }

  build(page) {
    const curtain = el("button", { type: "button", className: "curtain", aria: { label: say("close") }, onclick: () => mark(this.app, "side", null) });
    this.composer.element.prepend(this.conversation.toNewest);
    const main = el("main", { className: "main" }, this.head.element, this.conversation.scroll, this.composer.element, this.banner);
    this.app.replaceChildren(side(this.channels, page, () => this.settings.open()), main, curtain, dropping((files) => this.composer.add(files)), this.viewer.element, this.settings.element);
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
    mark(this.app, "side", null);
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
    this.#read();
  }

  send(message) {
    this.outbox.put(message);
    this.conversation.follow();
  }

  async press(message, token) {
    try {
      await api.press(message.channel, token, message.id);
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      write(this.composer.trouble, error.message || say("went_wrong"));
    }
  }

  example(name, text) {
    this.composer.fill(text);
    if (name === "upscale") this.composer.pick();
  }

  draw() {
    if (this.#current !== null) this.conversation.show(this.#current);
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
