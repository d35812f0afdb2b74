// The page around a conversation: side, head, banner, greeting, the place where files drop.

import { change } from "./api.js";
import { el, icon, mark } from "./dom.js";
import { say } from "./texts.js";

/** Build the side with its list of channels. */
export function side(channels, page, notices, openSettings) {
  const brand = el(
    "header",
    { className: "brand" },
    el("img", { src: "/static/mark.svg", alt: "", width: 38, height: 38 }),
    el("div", {}, el("strong", {}, say("atelier")), el("p", {}, say("tagline"))),
  );
  const settings = el("button", { type: "button", className: "add-channel", test: "open-settings", onclick: openSettings }, icon("settings"), say("settings"));
  return el("aside", { className: "side", id: "side" }, brand, channels.element, el("footer", { className: "side-foot" }, settings, notices, page.locales.length > 1 ? languages(page, channels) : null));
}

function languages(page, channels) {
  const names = (locale) => new Intl.DisplayNames(locale, { type: "language" }).of(locale);
  const options = page.locales.map((locale) => el("option", { value: locale, selected: locale === page.locale }, names(locale)));
  const choose = async (event) => {
    await change(channels.first(), "language", "person", event.target.value);
    location.reload();
  };
  return el("label", { className: "language" }, say("language"), el("select", { test: "language", onchange: choose }, ...options));
}

/** Build the head of the conversation. */
export function head(showSide) {
  const open = el("button", { type: "button", className: "round show-side", test: "show-channels", title: say("channels"), aria: { label: say("channels"), controls: "side", expanded: "false" }, onclick: showSide }, icon("side"));
  const name = el("h1", { test: "channel-title" });
  return { element: el("header", { className: "top" }, open, name), name, open };
}

/** Build the way past the channels, for those who go by keys. */
export function skip(goal) {
  return el("a", { className: "skip", href: "#composer", test: "skip", onclick: (event) => (event.preventDefault(), goal.focus()) }, say("skip"));
}

/** Build what is read out when a request moves on, without being seen. */
export function announcer() {
  return el("div", { className: "unseen", role: "status", test: "announcer" });
}

/** Build what tells that the connection is lost. */
export function banner() {
  return el("div", { className: "banner", role: "status", hidden: true, test: "banner" }, say("connection_lost"));
}

/** Build the welcome of an empty channel; `choose` gets an example's name and text. The sandbox obeys the word for a price. */
export function greeting(page, choose) {
  const examples = ["pictures", page.sandbox ? "video" : "film", "upscale"].map((name) => {
    const text = say(`example_${name}`);
    return el(
      "button",
      { type: "button", className: `example ${name}`, test: "example", onclick: () => choose(name, text) },
      el("strong", {}, text),
      el("span", {}, say(`example_${name}_about`)),
    );
  });
  return el("section", { className: "greeting", test: "greeting" }, el("h2", {}, say("greeting")), el("p", {}, say("greeting_more")), el("div", { className: "examples" }, ...examples));
}

/** Let files be dropped anywhere on the page. */
export function dropping(take) {
  const place = el("div", { className: "drop", test: "drop", aria: { hidden: "true" } }, el("strong", {}, say("drop_here")), el("span", {}, say("drop_more")));
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const show = (change) => mark(place, "shown", (depth = Math.max(0, depth + change)) ? "" : null);
  window.addEventListener("dragenter", (event) => brings(event) && show(1));
  window.addEventListener("dragleave", (event) => brings(event) && show(-1));
  window.addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    show(-depth);
    take([...event.dataTransfer.files]);
  });
  return place;
}
