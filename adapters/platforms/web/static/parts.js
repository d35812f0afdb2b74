// Small parts that several kinds of messages have: buttons, links, quotes, times.

import { arrange, el, icon, write } from "./dom.js";
import { clock, say } from "./texts.js";

const TONES = new Set(["primary", "plain", "danger"]);

/** A row with the buttons of messages; each stays the same element as long as it is shown, so that it keeps the focus. */
export class Buttons {
  #known = new Map();
  #busy = false;

  constructor(press) {
    this.press = press;
    this.element = el("div", { className: "row buttons", hidden: true });
  }

  /** Show the buttons that these messages have now. */
  show(messages) {
    const shown = messages.flatMap((message) => (message.extras.buttons ?? []).map((button) => this.#draw(message, button)));
    arrange(this.element, shown);
    this.element.hidden = shown.length === 0;
  }

  #draw(message, button) {
    if (!this.#known.has(button.token)) {
      const onclick = (event) => this.#pressed(event.currentTarget, () => this.press(message, button.token));
      this.#known.set(button.token, el("button", { type: "button", test: "button", data: { token: button.token }, onclick }));
    }
    const drawn = this.#known.get(button.token);
    drawn.className = toneOf(button);
    write(drawn, button.label);
    return drawn;
  }

  /** While a press is on its way the others wait; none is disabled, because that would take the focus away. */
  async #pressed(button, press) {
    if (this.#busy) return;
    this.#busy = true;
    for (const each of this.element.children) each.setAttribute("aria-disabled", "true");
    button.dataset.pressed = "";
    await press();
    delete button.dataset.pressed;
    for (const each of this.element.children) each.removeAttribute("aria-disabled");
    this.#busy = false;
  }
}

/** Tell how a button looks. */
export const toneOf = (button) => (TONES.has(button.tone) ? button.tone : "plain");

/** Draw a link as a chip. */
export function link({ label, url }) {
  return el("a", { className: "chip", href: url, target: "_blank", rel: "noopener noreferrer", test: "link" }, icon("link"), label);
}

/** Draw the beginning of the message that another one answers. */
export function quote({ name, text }) {
  return el("div", { className: "quote" }, el("strong", {}, name), el("span", {}, text));
}

/** Draw when it was. */
export function stamp(at) {
  return el("time", { className: "stamp", dateTime: new Date(at * 1000).toISOString() }, clock(at));
}

/** Draw the way to answer a message. */
export function answer(message, reply) {
  return el("button", { type: "button", className: "chip answer", test: "reply", onclick: () => reply(message) }, icon("reply"), say("reply"));
}
