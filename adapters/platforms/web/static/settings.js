// The settings of the open channel as a form, drawn from what the server declares; a change counts at once.

import { Refused, change, settings } from "./api.js";
import { el, icon } from "./dom.js";
import { say } from "./texts.js";

/** A dialog with every setting; `channel` gives the channel that is open. */
export class Settings {
  #scope = "person";
  #fields = [];

  constructor(channel) {
    this.channel = channel;
    this.scopes = el("div", { className: "scopes", role: "radiogroup", aria: { label: say("settings_for") } });
    this.list = el("div", { className: "settings-list" });
    this.told = el("p", { className: "settings-told", role: "status", test: "settings-told" });
    const close = el("button", { type: "button", className: "round", aria: { label: say("close") }, test: "close-settings", onclick: () => this.element.close() }, icon("close"));
    const head = el("header", {}, el("h2", { id: "settings-head" }, say("settings")), this.told, close);
    this.element = el("dialog", { className: "settings", test: "settings", aria: { labelledby: "settings-head" }, onclick: (event) => event.target === this.element && this.element.close() }, head, this.scopes, this.list);
  }

  /** Show what counts in the open channel. */
  async open() {
    await this.#ask(() => settings(this.channel()));
    this.told.textContent = "";
    if (!this.element.open) this.element.showModal();
  }

  async #ask(asked) {
    const focused = document.activeElement?.id;
    try {
      this.#fields = await asked();
      this.told.textContent = say("settings_saved");
      this.told.classList.remove("trouble");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.told.textContent = error.message || say("went_wrong");
      this.told.classList.add("trouble");
    }
    this.#draw();
    if (focused) document.getElementById(focused)?.focus();
  }

  #set(field, text) {
    const before = field.name === "language" ? field.text : null;
    return this.#ask(async () => {
      const fields = await change(this.channel(), field.name, this.#scope, text);
      if (before !== null && fields.find((each) => each.name === "language").text !== before) location.reload();
      return fields;
    });
  }

  #draw() {
    const known = new Map(this.#fields.flatMap((field) => field.scopes).map((scope) => [scope.word, scope.label]));
    this.scopes.replaceChildren(...[...known].map(([word, label]) => this.#choice(word, label)));
    const here = this.#fields.filter((field) => !field.scopes.length || field.scopes.some((scope) => scope.word === this.#scope));
    this.list.replaceChildren(...here.map((field) => this.#row(field)));
  }

  #choice(word, label) {
    const choose = () => {
      this.#scope = word;
      this.told.textContent = "";
      this.#draw();
      document.getElementById(`scope-${word}`).focus();
    };
    const input = el("input", { type: "radio", name: "scope", id: `scope-${word}`, value: word, checked: word === this.#scope, test: `scope-${word}`, onchange: choose });
    return el("label", {}, input, el("span", {}, label));
  }

  #row(field) {
    const scope = field.scopes.find((each) => each.word === this.#scope);
    const id = `setting-${field.name}`;
    const disabled = !scope || Boolean(scope.refusal);
    const control = CONTROLS[field.form]({ ...field, text: scope?.text || field.text }, { id, disabled, test: id, aria: { describedby: `${id}-about` } }, (text) => this.#set(field, text));
    const reset = scope?.text && !disabled ? el("button", { type: "button", className: "plain reset", test: `reset-${field.name}`, onclick: () => this.#set(field, "") }, say("settings_reset")) : null;
    return el(
      "div",
      { className: "setting", data: { set: scope?.text ? "" : null } },
      el("label", { htmlFor: id }, field.label),
      el("div", { className: "setting-control" }, control, reset),
      el("p", { id: `${id}-about` }, field.about, " ", el("em", {}, `${field.shown} · ${field.origin}`)),
      scope?.refusal ? el("p", { className: "refusal" }, scope.refusal) : null,
    );
  }
}

const chooser = (field, attributes, set) =>
  el("select", { ...attributes, onchange: (event) => set(event.target.value) }, ...field.choices.map((choice) => el("option", { value: choice.value, selected: choice.value === field.text }, choice.label)));

const CONTROLS = {
  choice: chooser,
  yes_no: chooser,
  number: (field, attributes, set) =>
    el("input", { ...attributes, type: "number", min: field.least, max: field.most, step: 1, value: field.text, onchange: (event) => set(event.target.value || "0") }),
  models: (field, attributes, set) =>
    el("input", { ...attributes, type: "text", placeholder: say("settings_models"), value: field.text === "none" ? "" : field.text, onchange: (event) => set(event.target.value.trim() || "none") }),
};
