// What Atelier posts: words, a gallery that grows, questions, and the cards of turns.

import { Actions } from "./actions.js";
import { answered, asks, unique } from "./blocks.js";
import { Card } from "./card.js";
import { arrange, el, icon, mark } from "./dom.js";
import { figure, isSeen } from "./files.js";
import { Buttons, answer, link, quote, stamp } from "./parts.js";
import { say } from "./texts.js";

const GRID = 4;

function article(body) {
  const face = el("img", { className: "face", src: "/static/mark.svg", alt: say("atelier") });
  return el("article", { className: "message posted", tabIndex: -1, test: "message", data: { author: "atelier" } }, face, body);
}

/** Tell whether a message's buttons are about its file. */
const offers = (message) => message.files.length > 0 && !asks(message);

/** Draws posts; several that bring files for one request share one gallery. */
export class Posted {
  #body = el("div", { className: "body" });
  #gallery = el("div", { className: "gallery", test: "gallery" });
  #foot = el("div");
  #figures = new Map();
  #made = new Map();
  #parts = new Map();

  constructor(desk) {
    this.desk = desk;
    this.buttons = new Buttons(desk.press);
    this.element = article(this.#body);
  }

  /** Show the present state. What is drawn already stays: it may have the focus, and is not read out twice. */
  show({ messages, quoted }) {
    const [first] = messages;
    mark(this.element, "messageId", first.id);
    this.element.classList.toggle("asks", messages.some(asks));
    this.element.classList.toggle("answered", messages.some(answered));
    this.element.classList.toggle("whispered", first.private);
    this.element.classList.toggle("troubled", first.extras.trouble === true);
    this.element.classList.toggle("pinged", messages.some((message) => message.ping));
    arrange(this.#body, [
      ...(first.private ? [this.#once("private", () => el("div", { className: "private" }, icon("lock"), say("only_you")))] : []),
      ...(quoted && first.quote ? [this.#once(`quote ${first.quote.text}`, () => quote(first.quote))] : []),
      ...unique(messages.map((message) => message.text).filter(Boolean), (text) => text).map((text) => this.#once(`words ${text}`, () => words(text))),
      ...this.#shown(messages),
      ...this.#below(messages),
    ]);
  }

  #below(messages) {
    this.buttons.show(messages.filter((message) => !offers(message)));
    const links = unique(messages.flatMap((message) => message.extras.links ?? []), (each) => `${each.label} ${each.url}`);
    const last = messages.at(-1);
    arrange(this.#foot, [
      ...links.map((each) => this.#once(`link ${each.label} ${each.url}`, () => link(each))),
      ...(last.private ? [] : [this.#once(`answer ${last.id}`, () => answer(last, this.desk.reply))]),
      this.#once(`stamp ${last.at}`, () => stamp(last.at)),
    ]);
    this.#foot.className = links.length ? "row" : "row quiet";
    const decides = !this.buttons.element.hidden && messages.some(asks);
    return [this.buttons.element, ...(decides ? [] : [this.#foot])];
  }

  /** The first message is the article itself; each further one is a part inside its gallery. */
  #shown(messages) {
    const count = messages.reduce((sum, message) => sum + message.files.length, 0);
    if (!count) return [];
    const seen = messages.flatMap((message) => message.files).filter(isSeen).length;
    mark(this.#gallery, "count", count);
    mark(this.#gallery, "many", seen > GRID ? "" : null);
    const [first, ...others] = messages;
    arrange(this.#gallery, [...this.#framed(first), ...others.map((each) => this.#part(each))]);
    return [this.#gallery];
  }

  #part(message) {
    const data = { author: "atelier", messageId: message.id };
    if (!this.#parts.has(message.id)) this.#parts.set(message.id, el("div", { className: "part", test: "message", data }));
    const part = this.#parts.get(message.id);
    arrange(part, this.#framed(message));
    return part;
  }

  #framed(message) {
    return message.files.map((file, place) => {
      if (!this.#figures.has(file.id)) this.#figures.set(file.id, new Framed(file, message, this.desk));
      const framed = this.#figures.get(file.id);
      framed.offers.show(place === 0 && offers(message) ? [message] : []);
      return framed.element;
    });
  }

  #once(key, make) {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key);
  }
}

/** A file with what can be done with it: at a picture's corner as a menu, under anything else as a row. */
class Framed {
  constructor(file, message, desk) {
    this.offers = isSeen(file) ? new Actions(file.name, desk.press) : new Buttons(desk.press);
    this.element = figure(file, message, desk.open);
    this.element.append(this.offers.element);
  }
}

function words(text) {
  return el("div", { className: "words" }, text);
}

/** Draws the card of a turn. */
export class Turn {
  #links = el("div", { className: "row" });

  constructor(desk) {
    this.buttons = new Buttons(desk.press);
    this.card = new Card(this.buttons.element);
    this.element = article(el("div", { className: "body" }, this.card.element, this.#links));
  }

  /** Show the present state. */
  show({ messages: [message], linked }) {
    mark(this.element, "messageId", message.id);
    this.card.show(message);
    this.buttons.show([message]);
    const links = (message.extras.links ?? []).filter((each) => !linked.has(each.url));
    this.#links.replaceChildren(...links.map(link));
    this.#links.hidden = links.length === 0;
  }
}
