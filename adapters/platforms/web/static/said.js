// What a person said, sent or still on its way.

import { arrange, el, write } from "./dom.js";
import { thumbnail } from "./files.js";
import { quote, stamp } from "./parts.js";
import { say } from "./texts.js";

/** Draws a message of a person. */
export class Said {
  constructor(desk) {
    this.desk = desk;
    this.element = el("article", { className: "message said", test: "message", data: { author: "me" } });
  }

  /** Show the present state. */
  show({ messages: [message] }) {
    Object.assign(this.element.dataset, { messageId: message.id, mine: message.mine });
    this.element.replaceChildren(
      ...[
        message.quote && quote(message.quote),
        message.files.length && files(message, this.desk.open),
        message.text && el("div", { className: "words" }, message.text),
        foot(message),
      ].filter(Boolean),
    );
  }
}

function foot(message) {
  const who = message.mine ? null : message.name;
  const seen = message.private ? say("only_you") : null;
  return el("div", { className: "foot" }, ...[who, seen].filter(Boolean).map((text) => el("span", {}, text)), stamp(message.at));
}

function files(message, open) {
  return el("div", { className: "said-files" }, ...message.files.map((file) => thumbnail(file, message, open)));
}

/** Draws a message that the server does not have yet. */
export class Unsent {
  #state = el("span");
  #bar = el("span");
  #foot = el("div", { className: "foot" });

  constructor(message, outbox) {
    this.again = el("button", { type: "button", onclick: () => outbox.again(message.id) }, say("try_again"));
    this.discard = el("button", { type: "button", onclick: () => outbox.drop(message.id) }, say("discard"));
    this.bar = el("div", { className: "bar", role: "progressbar", test: "progress", aria: { label: say("sending"), valuemin: 0, valuemax: 100 } }, this.#bar);
    this.element = el(
      "article",
      { className: "message said", test: "unsent", data: { mine: true } },
      message.reply && quote(message.reply),
      message.files.length ? files({ ...message, files: message.files.map(local) }, () => {}) : null,
      message.text && el("div", { className: "words" }, message.text),
      this.#foot,
    );
  }

  /** Show how far it is; of one that has arrived after all, only the trouble is left to show. */
  show(message, arrived) {
    this.element.classList.toggle("arrived", arrived);
    const refused = message.state === "refused";
    this.#state.className = refused ? "trouble" : "";
    write(this.#state, refused ? refusal(message, arrived) : waiting(message));
    const percent = Math.round(message.done * 100);
    this.#bar.style.width = `${percent}%`;
    this.bar.setAttribute("aria-valuenow", percent);
    const uploading = message.state === "sending" && message.files.length > 0;
    arrange(this.#foot, [this.#state, ...(uploading ? [this.bar] : []), ...(refused ? [this.again, this.discard] : [])]);
  }
}

function waiting(message) {
  return message.offline ? message.sentence || say("kept_for_later") : say("sending");
}

function refusal(message, arrived) {
  const sentence = message.sentence || say("went_wrong");
  return arrived ? sentence : `${say("not_sent")} · ${sentence}`;
}

function local(file) {
  const kind = ["image", "video", "audio"].find((each) => file.type.startsWith(`${each}/`)) ?? "other";
  return { id: "", name: file.name, kind, size: file.size, alt: "", url: URL.createObjectURL(file) };
}
