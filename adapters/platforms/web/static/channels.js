// The list of channels, and making one more.

import { Refused, addChannel } from "./api.js";
import { el, icon, mark } from "./dom.js";
import { say } from "./texts.js";

const TINTS = ["#c2512e", "#2f7d8c", "#c98a2b", "#6d7f4c", "#8a5a83", "#4a6fa5", "#b5586b"];

/** The list at the side, at first with those in `known`; `choose` gets the id of a channel. */
export class Channels {
  #known;
  #news = new Set();
  #current = null;

  constructor(known, choose) {
    this.#known = new Map(known.map((channel) => [channel.id, channel]));
    this.choose = choose;
    this.list = el("ul", { test: "channels", aria: { labelledby: "channels-head" } });
    this.form = this.#form();
    this.add = el("button", { type: "button", className: "add-channel", test: "new-channel", onclick: () => this.#ask(true) }, icon("plus"), say("new_channel"));
    this.element = el("nav", { aria: { labelledby: "channels-head" } }, el("h2", { id: "channels-head" }, say("channels")), this.list, this.add, this.form);
  }

  /** Take a channel in, or its new name. */
  put(channel) {
    this.#known.set(channel.id, channel);
    this.#draw();
  }

  has(id) {
    return this.#known.has(id);
  }

  name(id) {
    return this.#known.get(id)?.name ?? "";
  }

  /** Give the channel to begin with. */
  first() {
    return this.#known.keys().next().value;
  }

  /** Show which channel is open. */
  open(id) {
    this.#current = id;
    this.#news.delete(id);
    this.#draw();
  }

  /** Show that a channel has something new. */
  news(id) {
    if (id !== this.#current) this.#news.add(id);
    this.#draw();
  }

  #draw() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
    this.list.replaceChildren(...[...this.#known.values()].map((channel, place) => el("li", {}, this.#row(channel, place))));
    if (focused) this.list.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(channel, place) {
    const row = el(
      "button",
      { type: "button", className: "channel", test: "channel", data: { channel: channel.id }, onclick: () => this.choose(channel.id) },
      el("span", {}, channel.name),
    );
    row.style.setProperty("--tint", TINTS[place % TINTS.length]);
    row.setAttribute("aria-current", channel.id === this.#current);
    mark(row, "news", this.#news.has(channel.id) ? "" : null);
    return row;
  }

  #form() {
    this.field = el("input", { maxLength: 40, required: true, placeholder: say("channel_name"), aria: { label: say("channel_name") }, test: "channel-name", onkeydown: (event) => event.key === "Escape" && this.#ask(false) });
    const create = el("button", { type: "submit", className: "primary", test: "create-channel" }, say("create"));
    const cancel = el("button", { type: "button", className: "plain", onclick: () => this.#ask(false) }, say("cancel"));
    return el("form", { className: "channel-form", hidden: true, onsubmit: (event) => this.#make(event) }, this.field, el("div", {}, create, cancel));
  }

  #ask(open) {
    this.form.hidden = !open;
    this.add.hidden = open;
    this.field.value = "";
    this.field.setCustomValidity("");
    if (open) this.field.focus();
  }

  async #make(event) {
    event.preventDefault();
    try {
      const channel = await addChannel(this.field.value);
      this.put(channel);
      this.#ask(false);
      this.choose(channel.id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.field.setCustomValidity(error.message || say("went_wrong"));
      this.field.reportValidity();
    }
  }
}
