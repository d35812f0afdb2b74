// Where people write: words, files, commands.

import { newId } from "./api.js";
import { el, icon } from "./dom.js";
import { Menu } from "./menu.js";
import { quote } from "./parts.js";
import { Picked } from "./picked.js";
import { now, say } from "./texts.js";

/** The field at the foot of a conversation; `send` gets a whole message. */
export class Composer {
  #reply = null;

  constructor({ page, channel, send }) {
    Object.assign(this, { page, channel, send });
    this.menu = new Menu(page.commands, channel, (text) => this.fill(text));
    this.picked = new Picked(page.limits, () => this.#changed());
    this.trouble = el("p", { className: "composer-trouble", role: "alert" });
    this.answering = el("div", { className: "answering" });
    this.input = el("input", { type: "file", multiple: true, hidden: true, test: "file-input", onchange: () => this.#chosen() });
    this.field = this.#field();
    this.menu.serve(this.field);
    this.go = el("button", { type: "submit", className: "send", disabled: true, title: say("send"), aria: { label: say("send") }, test: "send" }, icon("send"));
    const label = say("attach");
    const attach = el("button", { type: "button", className: "round", title: label, aria: { label }, test: "attach", onclick: () => this.pick() }, icon("attach"));
    const row = el("div", { className: "composer-row" }, attach, this.field, this.go);
    this.form = el("form", { className: "composer", onsubmit: (event) => this.#submit(event) }, this.answering, this.trouble, this.picked.element, row, this.input);
    this.element = el("div", { className: "composer-place" }, this.menu.element, this.form, el("p", { className: "hint" }, say("keys_hint")));
  }

  /** Put words into the field. */
  fill(text) {
    this.field.value = text;
    this.#typed();
    this.field.focus();
  }

  /** Let the person choose files. */
  pick() {
    this.input.click();
  }

  /** Take files from anywhere. */
  add(files) {
    this.trouble.textContent = this.picked.add(files);
    this.field.focus();
  }

  /** Answer a message with the next one. */
  answer(message) {
    this.#reply = message && { id: message.id, name: message.author === "me" ? say("you") : say("atelier"), text: message.text || message.files?.[0]?.name || "" };
    const close = el("button", { type: "button", className: "round", aria: { label: say("cancel") }, onclick: () => this.answer(null) }, icon("close"));
    this.answering.replaceChildren(...(this.#reply ? [quote({ ...this.#reply, name: say("replying_to", this.#reply) }), close] : []));
    this.field.focus();
  }

  #field() {
    return el("textarea", {
      rows: 1,
      placeholder: say("write_here"),
      enterKeyHint: "send",
      maxLength: this.page.limits.text,
      test: "composer",
      id: "composer",
      aria: { label: say("message") },
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#pasted(event),
    });
  }

  #key(event) {
    if (event.isComposing || this.menu.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && this.#reply) this.answer(null);
  }

  #typed() {
    this.trouble.textContent = "";
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    this.menu.follow(this.field.value);
    this.#changed();
  }

  #changed() {
    this.go.disabled = !this.field.value.trim() && !this.picked.files.length;
  }

  #pasted(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  #chosen() {
    this.add([...this.input.files]);
    this.input.value = "";
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    const { files } = this.picked;
    if (!text && !files.length) return;
    this.send({ id: newId(), channel: this.channel(), text, files, reply: this.#reply, at: now() });
    this.answer(null);
    this.picked.clear();
    this.fill("");
  }
}
