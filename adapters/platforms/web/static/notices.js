// Calling somebody who looks elsewhere: a notification of the system, for those who allowed it.

import { el, icon } from "./dom.js";
import { say } from "./texts.js";

/** Asks once whether it may call, and calls; `open` gets the channel to turn to. */
export class Notices {
  constructor(open) {
    this.open = open;
    this.element = el("button", { type: "button", className: "add-channel", test: "allow-notices", hidden: state() !== "default", onclick: () => this.#ask() }, icon("bell"), say("notify_me"));
  }

  /** Call the person, unless the page is before their eyes. */
  call(message, channel) {
    if (state() !== "granted" || (document.visibilityState === "visible" && document.hasFocus())) return;
    const notice = new Notification(`${say("atelier")} · ${channel}`, { body: message.text, icon: "/static/mark.svg", tag: message.id });
    notice.onclick = () => {
      window.focus();
      this.open(message.channel);
      notice.close();
    };
  }

  async #ask() {
    await Notification.requestPermission();
    this.element.hidden = state() !== "default";
  }
}

const state = () => globalThis.Notification?.permission ?? "denied";
