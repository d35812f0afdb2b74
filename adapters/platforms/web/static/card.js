// The card of a turn: what is going on, for how long, and how to stop it.

import { el, icon, mark, write } from "./dom.js";
import { elapsed, now, say } from "./texts.js";

const OVER = new Set(["done", "failed", "stopped", "unsure"]);
const TROUBLED = new Set(["failed", "unsure"]);
const MOST_DOTS = 8;

/** Draw a card that follows its message. */
export class Card {
  #sign = el("div", { className: "card-mark" });
  #phase = el("div", { className: "card-phase" });
  #says = el("div", { className: "card-says" });
  #line = el("div", { className: "card-line", aria: { hidden: "true" } });
  #time = el("time", { className: "card-time", aria: { hidden: "true" } });
  #drawn = "";

  constructor(buttons) {
    const side = el("div", { className: "card-side" }, this.#line, this.#time, buttons);
    const words = el("div", {}, this.#phase, this.#says);
    this.element = el("div", { className: "card", test: "card" }, this.#sign, words, side);
  }

  /** Show the present state. */
  show(message) {
    const { phase, ahead, since } = message.extras.card;
    const over = OVER.has(phase);
    mark(this.element, "phase", phase);
    this.element.classList.toggle("over", over);
    if (this.#drawn !== phase) this.#sign.replaceChildren(icon(phase));
    this.#drawn = phase;
    this.#write(message.text, phase);
    this.#line.replaceChildren(...Array.from({ length: phase === "queued" ? Math.min(ahead + 1, MOST_DOTS) : 0 }, () => el("i")));
    mark(this.#time, "since", over || phase === "asking" ? null : since);
    write(this.#time, over || phase === "asking" || !since ? "" : elapsed(now() - since));
  }

  /** What ended well needs one line; anything else has its name above what there is to say. */
  #write(text, phase) {
    const plain = OVER.has(phase) && !TROUBLED.has(phase) && text;
    write(this.#phase, plain ? text : say(`phase_${phase}`));
    write(this.#says, plain ? "" : text);
  }
}

/** Let all clocks on the page run. */
export function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) write(time, elapsed(now() - Number(time.dataset.since)));
}
