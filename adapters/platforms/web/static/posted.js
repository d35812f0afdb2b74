// What Atelier posts: words, a gallery that grows, questions, and the cards of turns.

import { answered, asks, unique } from "./blocks.js";
import { Card } from "./card.js";
import { arrange, el, icon, mark } from "./dom.js";
import { figure, isSeen } from "./files.js";
import { answer, buttons, link, quote, stamp } from "./parts.js";
import { say } from "./texts.js";

const GRID = 4;

function article(body) {
  const face = el("img", { className: "face", src: "/static/mark.svg", alt: say("atelier") });
  return el("article", { className: "message posted", test: "message", data: { author: "atelier" } }, face, body);
}

/** Draws posts; several that bring files for one request share one gallery. */
export class Posted {
  #body = el("div", { className: "body" });
  #gallery = el("div", { className: "gallery", test: "gallery" });
  #figures = new Map();
  #parts = new Map();

  constructor(desk) {
    this.desk = desk;
    this.element = article(this.#body);
  }

  /** Show the present state. */
  show({ messages, quoted }) {
    const [first] = messages;
    mark(this.element, "messageId", first.id);
    this.element.classList.toggle("asks", messages.some(asks));
    this.element.classList.toggle("answered", messages.some(answered));
    this.element.classList.toggle("whispered", first.private);
    this.element.classList.toggle("troubled", first.extras.trouble === true);
    arrange(this.#body, [
      ...(first.private ? [el("div", { className: "private" }, icon("lock"), say("only_you"))] : []),
      ...(quoted && first.quote ? [quote(first.quote)] : []),
      ...unique(messages.map((message) => message.text).filter(Boolean), (text) => text).map(words),
      ...this.#shown(messages),
      ...this.#below(messages),
    ]);
  }

  #below(messages) {
    const links = unique(messages.flatMap((message) => message.extras.links ?? []), (each) => `${each.label} ${each.url}`);
    const pressable = messages.flatMap((message) => buttons(message, this.desk.press));
    const last = messages.at(-1);
    const foot = [...links.map(link), ...(last.private ? [] : [answer(last, this.desk.reply)]), stamp(last.at)];
    return [
      ...(pressable.length ? [el("div", { className: "row buttons" }, ...pressable)] : []),
      ...(pressable.length && messages.some(asks) ? [] : [el("div", { className: links.length ? "row" : "row quiet" }, ...foot)]),
    ];
  }

  /** The first message is the article itself; each further one is a part inside its gallery. */
  #shown(messages) {
    const count = messages.reduce((sum, message) => sum + message.files.length, 0);
    if (!count) return [];
    const seen = messages.flatMap((message) => message.files).filter(isSeen).length;
    mark(this.#gallery, "count", count);
    mark(this.#gallery, "many", seen > GRID ? "" : null);
    const [first, ...others] = messages;
    arrange(this.#gallery, [...first.files.map((file) => this.#figure(file, first)), ...others.map((each) => this.#part(each))]);
    return [this.#gallery];
  }

  #part(message) {
    const data = { author: "atelier", messageId: message.id };
    if (!this.#parts.has(message.id)) this.#parts.set(message.id, el("div", { className: "part", test: "message", data }));
    const part = this.#parts.get(message.id);
    arrange(part, message.files.map((file) => this.#figure(file, message)));
    return part;
  }

  #figure(file, message) {
    if (!this.#figures.has(file.id)) this.#figures.set(file.id, figure(file, message, this.desk.open));
    return this.#figures.get(file.id);
  }
}

function words(text) {
  return el("div", { className: "words" }, text);
}

/** Draws the card of a turn. */
export class Turn {
  #buttons = el("div", { className: "row buttons" });
  #links = el("div", { className: "row" });
  #card = new Card(this.#buttons);

  constructor(desk) {
    this.desk = desk;
    this.element = article(el("div", { className: "body" }, this.#card.element, this.#links));
  }

  /** Show the present state. */
  show({ messages: [message], linked }) {
    mark(this.element, "messageId", message.id);
    this.#card.show(message);
    this.#buttons.replaceChildren(...buttons(message, this.desk.press));
    const links = (message.extras.links ?? []).filter((each) => !linked.has(each.url));
    this.#links.replaceChildren(...links.map(link));
    this.#links.hidden = links.length === 0;
  }
}
