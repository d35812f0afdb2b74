// The commands, shown while one is being typed; then what may follow it.

import { complete } from "./api.js";
import { el } from "./dom.js";
import { say } from "./texts.js";

/** A list over the composer that keys walk through. */
export class Menu {
  #items = [];
  #chosen = 0;
  #asked = 0;

  /** `choose` gets the text that stands for the chosen item. */
  constructor(commands, channel, choose) {
    Object.assign(this, { commands, channel, choose });
    this.element = el("div", { className: "menu", id: "menu", role: "listbox", hidden: true, test: "menu", aria: { label: say("commands") } });
  }

  /** Follow what is being typed. */
  async follow(text) {
    const asked = ++this.#asked;
    if (!text.startsWith("/") || text.includes("\n")) return this.#show([]);
    const [word, ...rest] = text.slice(1).split(" ");
    if (!rest.length) return this.#show(this.#named(word));
    const suggested = await this.#suggested(word, rest);
    return asked === this.#asked ? this.#show(suggested) : undefined;
  }

  /** Take a key if it means something here. */
  key(event) {
    if (this.element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.#chosen + step + this.#items.length) % this.#items.length);
    else if (event.key === "Escape") this.#show([]);
    else if (event.key === "Tab" || (event.key === "Enter" && !this.#isWhole(event.target.value))) this.#take(this.#chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  #named(word) {
    return this.commands
      .filter((command) => command.name.startsWith(word.toLowerCase()))
      .map((command) => ({ ...command, text: `/${command.name}${command.options.length ? " " : ""}`, name: `/${command.name}` }));
  }

  async #suggested(word, rest) {
    const option = this.commands.find((command) => command.name === word)?.options[rest.length - 1];
    if (!option) return [];
    const choices = await complete(this.channel(), { command: word, option: option.name, typed: rest.at(-1), text: `/${word} ${rest.join(" ")}` }).catch(() => []);
    const before = ["", word, ...rest.slice(0, -1)].join(" ").trim();
    return choices.map((choice) => ({ text: `/${before} ${choice.value}`, name: choice.label, summary: "", options: [] }));
  }

  #isWhole(text) {
    return this.#items[this.#chosen]?.text.trim() === text.trim();
  }

  #show(items) {
    this.#items = items;
    this.element.hidden = items.length === 0;
    this.element.replaceChildren(el("h3", {}, say("commands")), ...items.map((item, place) => this.#row(item, place)));
    if (items.length) this.#mark(0);
  }

  #row(item, place) {
    const options = item.options.map((option) => el("em", {}, ` ${option.name}`));
    return el(
      "div",
      { role: "option", id: `menu-${place}`, test: "menu-item", onmousedown: (event) => event.preventDefault(), onclick: () => this.#take(place) },
      el("strong", {}, item.name, ...options),
      el("span", {}, item.summary),
    );
  }

  #mark(place) {
    this.#chosen = place;
    this.element.querySelectorAll("[role=option]").forEach((row, each) => {
      row.setAttribute("aria-selected", each === place);
      if (each === place) row.scrollIntoView({ block: "nearest" });
    });
  }

  #take(place) {
    this.choose(this.#items[place].text);
  }
}
