// Words that a button asks for: a dialog that keeps what was typed until the server has taken it.

import { Refused, newId } from "./api.js";
import { el } from "./dom.js";
import { say } from "./texts.js";

/** A dialog with one field, opened with what the server wants to know. */
export class Form {
  #send = null;
  #tried = null;

  constructor(limits) {
    this.title = el("h2", { id: "form-title" });
    this.label = el("label", { htmlFor: "form-text" });
    this.field = el("textarea", { id: "form-text", rows: 6, required: true, maxLength: limits.text, test: "form-text", onkeydown: (event) => this.#key(event) });
    this.trouble = el("p", { className: "form-trouble", role: "alert", test: "form-trouble" });
    this.go = el("button", { type: "submit", className: "primary", test: "form-send" }, say("send"));
    const cancel = el("button", { type: "button", className: "plain", test: "form-cancel", onclick: () => this.element.close() }, say("cancel"));
    this.form = el("form", { onsubmit: (event) => this.#submit(event) }, this.title, this.label, this.field, this.trouble, el("div", { className: "row" }, this.go, cancel));
    this.element = el("dialog", { className: "form", test: "form", aria: { labelledby: "form-title" } }, this.form);
  }

  /** Ask; `send` gets an id and the words, and throws what the server refuses. */
  open({ title, label, prefilled }, send) {
    this.#send = send;
    this.#tried = null;
    this.title.textContent = title;
    this.label.textContent = label;
    this.field.value = prefilled;
    this.trouble.textContent = "";
    this.element.showModal();
    this.field.focus();
    this.field.setSelectionRange(prefilled.length, prefilled.length);
  }

  #key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.go.disabled) return;
    if (this.#tried?.text !== text) this.#tried = { id: newId(), text }; // the same words tried again count once
    this.go.disabled = true;
    this.trouble.textContent = "";
    try {
      await this.#send(this.#tried.id, text);
      this.element.close();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.trouble.textContent = error.message || say("went_wrong");
    } finally {
      this.go.disabled = false;
    }
  }
}
