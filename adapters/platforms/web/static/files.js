// Files in a message: pictures and films to look at, sound to play, everything else to take along.

import { el, icon } from "./dom.js";
import { say, size } from "./texts.js";

const LOOKED_AT = new Set(["image", "video"]);

/** Tell whether a file is something to look at. */
export const isSeen = (file) => LOOKED_AT.has(file.kind);

/** Draw one file at full size. `open` shows it in the viewer. */
export function figure(file, message, open) {
  const seen = isSeen(file);
  return el(
    "figure",
    {
      className: seen ? "file seen" : "file",
      test: "file",
      data: { kind: file.kind, name: file.name, fileId: file.id, messageId: message.id },
    },
    content(file, open),
    seen ? save(file) : null,
  );
}

/** Draw one file small, as it stands beside what a person said. */
export function thumbnail(file, message, open) {
  const small = figure(file, message, open);
  small.classList.toggle("thumb", isSeen(file));
  return small;
}

function content(file, open) {
  if (file.kind === "image") return picture(file, open);
  if (file.kind === "video") return film(file);
  return file.kind === "audio" ? sound(file) : parcel(file);
}

function picture(file, open) {
  const image = el("img", { alt: file.alt || file.name, decoding: "async" });
  image.addEventListener("load", () => (image.dataset.loaded = ""));
  image.src = file.url;
  const label = say("enlarge", { name: file.name });
  return el("button", { className: "look", type: "button", aria: { label }, title: file.alt, onclick: () => open(file) }, image);
}

function film(file) {
  // The first moment serves as the poster: half a second in, where most films have faded in.
  return el("video", {
    src: `${file.url}#t=0.1`,
    controls: true,
    loop: true,
    playsInline: true,
    preload: "metadata",
    aria: { label: file.alt || file.name },
  });
}

function sound(file) {
  return el(
    "div",
    { className: "sound" },
    el("div", { className: "badge" }, icon("audio")),
    el("div", {}, el("strong", {}, file.name), el("br"), el("span", {}, size(file.size))),
    save(file),
    el("audio", { src: file.url, controls: true, preload: "metadata", aria: { label: file.alt || file.name } }),
  );
}

function parcel(file) {
  return el(
    "a",
    { className: "parcel", href: file.url, download: file.name, title: file.alt, aria: { label: say("download", { name: file.name }) } },
    el("div", { className: "badge" }, icon(file.kind === "model" ? "model" : "other")),
    el("strong", {}, file.name),
    el("span", {}, size(file.size)),
    icon("save"),
  );
}

function save(file) {
  const label = say("download", { name: file.name });
  return el("a", { className: "save", href: file.url, download: file.name, title: label, aria: { label } }, icon("save"));
}
