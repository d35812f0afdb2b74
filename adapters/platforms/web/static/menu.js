// The commands, shown while one is being typed; then what may follow it.

import { complete } from "./api.js";
import { el } from "./dom.js";
import { say } from "./texts.js";

/** A list over the composer that keys walk through while the focus stays in the field. */
export class Menu {
  #items = [];
  #chosen = 0;
  #asked = 0;

  /** `choose` gets the text that stands for the chosen item. */
  constructor(commands, channel, choose) {
    Object.assign(this, { commands, channel, choose });
    this.head = el("div", { className: "menu-head", aria: { hidden: "true" } });
    this.list = el("div", { id: "menu", role: "listbox", aria: { label: say("commands") } });
    this.element = el("div", { className: "menu", hidden: true, test: "menu" }, this.head, this.list);
  }

  /** Belong to a field, which tells assistive technology what is chosen. */
  serve(field) {
    this.field = field;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", "menu");
    this.#show([]);
  }

  /** Follow what is being typed. */
  async follow(text) {
    const asked = ++this.#asked;
    if (!text.startsWith("/") || text.includes("\n")) return this.#show([]);
    const [word, ...rest] = text.slice(1).split(" ");
    if (!rest.length) return this.#show(this.#named(word));
    const option = this.#optionAt(word, rest);
    const suggested = option ? await this.#suggested(word, rest, option) : [];
    return asked === this.#asked ? this.#show(suggested, option?.summary) : undefined;
  }

  /** Take a key if it means something here. */
  key(event) {
    if (this.element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.#chosen + step + this.#items.length) % this.#items.length);
    else if (event.key === "Escape") this.#show([]);
    else if ((event.key === "Tab" && !event.shiftKey) || (event.key === "Enter" && !event.shiftKey && !this.#isWhole(event.target.value))) this.#take(this.#chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  #named(word) {
    return this.commands
      .filter((command) => command.name.startsWith(word.toLowerCase()))
      .map((command) => ({ ...command, text: `/${command.name}${command.options.length ? " " : ""}`, name: `/${command.name}` }));
  }

  /** The last option takes all the words that are left. */
  #optionAt(word, rest) {
    const options = this.commands.find((command) => command.name === word.toLowerCase())?.options ?? [];
    const place = Math.min(rest.length, options.length) - 1;
    return place < 0 ? null : { ...options[place], place };
  }

  async #suggested(word, rest, { name, place }) {
    const asked = { command: word.toLowerCase(), option: name, typed: rest.slice(place).join(" "), text: `/${word} ${rest.join(" ")}` };
    const choices = await complete(this.channel(), asked).catch(() => []);
    const before = [`/${word}`, ...rest.slice(0, place)].join(" ");
    return choices.map((choice) => ({ text: `${before} ${choice.value}`, name: choice.label, summary: "", options: [] }));
  }

  #isWhole(text) {
    return this.#items[this.#chosen]?.text.trim() === text.trim();
  }

  #show(items, title = say("commands")) {
    this.#items = items;
    this.element.hidden = items.length === 0;
    this.head.textContent = title;
    this.list.setAttribute("aria-label", title);
    this.list.replaceChildren(...items.map((item, place) => this.#row(item, place)));
    this.field.setAttribute("role", items.length ? "combobox" : "textbox");
    if (items.length) this.field.setAttribute("aria-expanded", "true");
    else for (const name of ["aria-expanded", "aria-activedescendant"]) this.field.removeAttribute(name);
    if (items.length) this.#mark(0);
  }

  #row(item, place) {
    return el(
      "div",
      { role: "option", id: `menu-${place}`, test: "menu-item", onmousedown: (event) => event.preventDefault(), onclick: () => this.#take(place) },
      el("strong", {}, item.name),
      el("span", {}, item.summary),
    );
  }

  #mark(place) {
    this.#chosen = place;
    this.field.setAttribute("aria-activedescendant", `menu-${place}`);
    [...this.list.children].forEach((row, each) => {
      row.setAttribute("aria-selected", each === place);
      if (each === place) row.scrollIntoView({ block: "nearest" });
    });
  }

  #take(place) {
    this.choose(this.#items[place].text);
  }
}
