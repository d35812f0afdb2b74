// Messages on their way: kept in the browser until the server has them, sent in order, tried again by themselves.

import { Refused, send } from "./api.js";

const STORE = "unsent";
const LONGEST = 30000;
const LATER = new Set([0, 503]); // not reached, or not able to take anything just now

export class Outbox {
  #waiting = [];
  #busy = false;
  #pause = 1000;
  #timer = null;
  #drawers;
  #changed;
  #arrived;

  /** `changed` is called whenever a message moves on, `arrived` with what the server made of it. */
  constructor(drawers, { changed, arrived }) {
    this.#drawers = drawers;
    this.#changed = changed;
    this.#arrived = arrived;
  }

  /** Bring back what an earlier window did not get rid of. */
  static async open(calls) {
    const drawers = await openDrawers();
    const outbox = new Outbox(drawers, calls);
    outbox.#waiting = (await drawers.all()).map((message) => ({ ...message, state: "waiting", done: 0 }));
    return outbox;
  }

  /** Give the messages of a channel that the server does not have yet. */
  of(channel) {
    return this.#waiting.filter((message) => message.channel === channel);
  }

  /** Put a message on its way. */
  put(message) {
    this.#waiting.push({ ...message, state: "waiting", done: 0 });
    this.#drawers.put(message);
    this.#changed();
    this.#go();
  }

  /** Forget a message: the server has it, or the person gave it up. */
  drop(id) {
    const known = this.#waiting.length;
    this.#waiting = this.#waiting.filter((message) => message.id !== id);
    this.#drawers.drop(id);
    if (this.#waiting.length !== known) this.#changed();
  }

  /** Try now, for example because the connection is back, or the person pressed. */
  again(id = null) {
    for (const message of this.#waiting) {
      if (message.state === "refused" && message.id === id) message.state = "waiting";
    }
    this.#pause = 1000;
    this.#changed();
    this.#go();
  }

  async #go() {
    clearTimeout(this.#timer);
    const next = this.#waiting.find((message) => message.state === "waiting");
    if (this.#busy || !next) return;
    this.#busy = true;
    await this.#send(next);
    this.#busy = false;
    if (next.state === "waiting") this.#timer = setTimeout(() => this.#go(), this.#pause);
    else this.#go();
  }

  async #send(message) {
    message.state = "sending";
    this.#changed();
    try {
      const told = await send(message, (done) => {
        message.done = done;
        this.#changed();
      });
      message.state = "sent";
      this.#arrived(told);
      this.#pause = 1000;
      this.drop(message.id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const later = LATER.has(error.status);
      message.state = later ? "waiting" : "refused";
      message.sentence = error.message;
      message.offline = later;
      this.#pause = Math.min(this.#pause * 2, LONGEST);
    }
    this.#changed();
  }
}

/** Open the browser's own database; a browser that forbids it keeps messages only while the page is open. */
async function openDrawers() {
  const database = await new Promise((resolve) => {
    if (!window.indexedDB) return resolve(null);
    const request = indexedDB.open("atelier", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    return undefined;
  });
  if (!database) return { all: async () => [], put: () => {}, drop: () => {} };
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    all: () =>
      new Promise((resolve) => {
        const request = store("readonly").getAll();
        request.onsuccess = () => resolve(request.result.sort((one, other) => one.at - other.at));
        request.onerror = () => resolve([]);
      }),
    put: (message) => store("readwrite").put(message),
    drop: (id) => store("readwrite").delete(id),
  };
}
