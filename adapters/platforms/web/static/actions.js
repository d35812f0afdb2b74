// What can be done with one picture or film: a small menu that opens at its corner.

import { el, icon } from "./dom.js";
import { say } from "./texts.js";

const ROOM = 300; // below this much space the menu opens upwards

/** A button with a menu; `press` gets a message and the token that was chosen. */
export class Actions {
  #drawn = "";

  constructor(name, press) {
    this.press = press;
    const label = say("actions", { name });
    this.menu = el("div", { className: "actions-menu", role: "menu", popover: "auto", test: "actions-menu", aria: { label }, onkeydown: (event) => this.#key(event) });
    this.opener = el("button", { type: "button", className: "more", title: label, test: "actions", aria: { label, haspopup: "menu", expanded: "false" } }, icon("more"));
    this.opener.popoverTargetElement = this.menu;
    this.menu.addEventListener("beforetoggle", (event) => event.newState === "open" && this.#place());
    this.menu.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
    this.element = el("div", { className: "actions", hidden: true }, this.opener, this.menu);
  }

  /** Show what a message offers; an open menu is left alone while nothing differs. */
  show([message]) {
    const offered = message?.extras.buttons ?? [];
    const drawn = offered.map((button) => `${button.token} ${button.label}`).join();
    this.element.hidden = offered.length === 0;
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    this.menu.replaceChildren(...offered.map((button) => this.#item(message, button)));
  }

  #item(message, button) {
    const choose = () => {
      this.menu.hidePopover();
      this.press(message, button.token);
    };
    return el("button", { type: "button", role: "menuitem", tabIndex: -1, className: button.tone, test: "action", onclick: choose }, button.label);
  }

  #place() {
    const { top, bottom, left, right } = this.opener.getBoundingClientRect();
    const up = innerHeight - bottom < ROOM && top > innerHeight - bottom;
    const { style } = this.menu;
    style.top = up ? "auto" : `${bottom + 6}px`;
    style.bottom = up ? `${innerHeight - top + 6}px` : "auto";
    style.left = right < innerWidth / 2 ? `${left}px` : "auto";
    style.right = right < innerWidth / 2 ? "auto" : `${innerWidth - right}px`;
  }

  #toggled(open) {
    this.opener.setAttribute("aria-expanded", open);
    if (open) this.menu.firstElementChild?.focus();
  }

  #key(event) {
    const items = [...this.menu.children];
    const place = items.indexOf(document.activeElement);
    const goal = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") this.menu.hidePopover();
    if (goal === undefined) return;
    event.preventDefault();
    items.at(goal % items.length).focus();
  }
}
