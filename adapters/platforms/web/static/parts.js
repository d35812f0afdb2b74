// Small parts that several kinds of messages have: buttons, links, quotes, times.

import { el, icon } from "./dom.js";
import { clock, say } from "./texts.js";

const TONES = new Set(["primary", "plain", "danger"]);

/** Draw a post's buttons; pressed ones wait until the post changes. */
export function buttons(message, press) {
  return (message.extras.buttons ?? []).map((button) =>
    el(
      "button",
      {
        type: "button",
        className: TONES.has(button.tone) ? button.tone : "plain",
        test: "button",
        data: { token: button.token },
        onclick: (event) => pressed(event.currentTarget, () => press(message, button.token)),
      },
      button.label,
    ),
  );
}

async function pressed(button, press) {
  const all = [...button.parentElement.querySelectorAll("button")];
  for (const each of all) each.disabled = true;
  button.dataset.pressed = "";
  await press();
  delete button.dataset.pressed;
  for (const each of all) each.disabled = false;
}

/** Draw a link as a chip. */
export function link({ label, url }) {
  return el("a", { className: "chip", href: url, target: "_blank", rel: "noopener noreferrer", test: "link" }, icon("link"), label);
}

/** Draw the beginning of the message that another one answers. */
export function quote({ name, text }) {
  return el("div", { className: "quote" }, el("strong", {}, name), el("span", {}, text));
}

/** Draw when it was. */
export function stamp(at) {
  return el("time", { className: "stamp", dateTime: new Date(at * 1000).toISOString() }, clock(at));
}

/** Draw the way to answer a message. */
export function answer(message, reply) {
  return el("button", { type: "button", className: "chip answer", test: "reply", onclick: () => reply(message) }, icon("reply"), say("reply"));
}
