// Looking closely: one picture or film at a time, keys and swipes to turn, Esc to leave.

import { Actions } from "./actions.js";
import { el, icon } from "./dom.js";
import { say } from "./texts.js";

const SWIPE = 50;

/** A dialog over everything; `looked` gives what there is to turn through, `press` carries out what a picture offers. */
export class Viewer {
  #shown = [];
  #place = 0;
  #touched = null;

  constructor(looked, press) {
    Object.assign(this, { looked, press });
    this.count = el("span", { role: "status" });
    this.save = el("a", { className: "round", title: say("original"), aria: { label: say("original") }, test: "original" }, icon("save"));
    this.back = this.#turner("back", "previous", -1);
    this.on = this.#turner("on", "next_one", 1);
    this.stage = el("div", { className: "stage", onclick: (event) => event.target === this.stage && this.element.close() });
    this.recipe = el("div", { className: "recipe", test: "recipe" });
    this.offers = el("div", { className: "offers" });
    this.close = el("button", { type: "button", className: "round", title: say("close"), aria: { label: say("close") }, onclick: () => this.element.close() }, icon("close"));
    this.element = el(
      "dialog",
      { className: "viewer", test: "viewer", aria: { label: say("viewer") }, onkeydown: (event) => this.#key(event), onclose: () => this.stage.replaceChildren() },
      el("header", {}, this.count, this.offers, this.save, this.close),
      this.stage,
      this.recipe,
    );
    this.element.addEventListener("touchstart", (event) => (this.#touched = event.changedTouches[0].clientX), { passive: true });
    this.element.addEventListener("touchend", (event) => this.#swipe(event.changedTouches[0].clientX), { passive: true });
  }

  /** Show a file among those of its channel. */
  open(file) {
    this.#shown = this.looked();
    this.#place = Math.max(0, this.#shown.findIndex((each) => each.file.id === file.id));
    if (!this.element.open) this.element.showModal();
    this.close.focus();
    this.#draw();
  }

  #draw() {
    const { file, message, recipe } = this.#shown[this.#place];
    const turner = document.activeElement;
    this.stage.replaceChildren(large(file), this.back, this.on);
    this.count.textContent = `${this.#place + 1} / ${this.#shown.length} · ${file.name}`;
    this.recipe.replaceChildren(...recipe.map((line) => el("p", {}, line)));
    this.offers.replaceChildren(...this.#offered(file, message));
    this.save.href = file.url;
    this.save.download = file.name;
    this.back.hidden = this.#place === 0;
    this.on.hidden = this.#place === this.#shown.length - 1;
    (turner.isConnected && !turner.hidden ? turner : this.close).focus();
  }

  /** What is chosen here is seen in the conversation, so the viewer makes way. */
  #offered(file, message) {
    if (message.author !== "atelier" || message.files[0] !== file) return [];
    const actions = new Actions(file.name, (...chosen) => {
      this.element.close();
      this.press(...chosen);
    });
    actions.show([message]);
    actions.opener.className = "round";
    return [actions.element];
  }

  #turn(step) {
    const place = this.#place + step;
    if (place < 0 || place >= this.#shown.length) return;
    this.#place = place;
    this.#draw();
  }

  #turner(name, text, step) {
    return el("button", { type: "button", className: `round turn ${name}`, aria: { label: say(text) }, onclick: () => this.#turn(step) }, icon(name));
  }

  #key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (steps[event.key] && event.target.tagName !== "VIDEO") this.#turn(steps[event.key]);
  }

  #swipe(x) {
    const moved = x - (this.#touched ?? x);
    if (Math.abs(moved) > SWIPE) this.#turn(moved < 0 ? 1 : -1);
  }
}

function large(file) {
  if (file.kind === "video") return el("video", { src: file.url, controls: true, autoplay: true, loop: true, playsInline: true, aria: { label: file.alt || file.name } });
  return el("img", { src: file.url, alt: file.alt || file.name });
}
