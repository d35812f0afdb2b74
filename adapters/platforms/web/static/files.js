// Files in a message: pictures and films to look at, sound to play, everything else to take along.

import { el, icon } from "./dom.js";
import { say, size } from "./texts.js";

const LOOKED_AT = new Set(["image", "video"]);

/** Tell whether a file is something to look at. */
export const isSeen = (file) => LOOKED_AT.has(file.kind);

/** What was uncovered in this window; a page that is loaded anew covers it again. */
const uncovered = new Set();

/** Tell whether a file is hidden until somebody wants to see it. */
export const isCovered = (file, message) => isSeen(file) && message.extras?.spoiler === true && !uncovered.has(file.id);

/** Draw one file at full size. `open` shows it in the viewer. */
export function figure(file, message, open) {
  const seen = isSeen(file);
  const drawn = el(
    "figure",
    {
      className: seen ? "file seen" : "file",
      test: "file",
      data: { kind: file.kind, name: file.name, fileId: file.id, messageId: message.id },
    },
    content(file, open),
    seen ? save(file) : null,
  );
  if (isCovered(file, message)) hide(drawn, file);
  return drawn;
}

/** Lay a cover over what is there; nothing under it can be seen, read out or reached until it is taken off. */
function hide(drawn, file) {
  const under = [...drawn.children];
  const label = say("uncover", { name: file.name });
  const cover = el("button", { className: "cover", type: "button", test: "cover", onclick: () => show() }, icon("hidden"), label);
  const show = () => {
    uncovered.add(file.id);
    for (const each of under) each.inert = false;
    delete drawn.dataset.covered;
    cover.remove();
    under[0].focus();
  };
  for (const each of under) each.inert = true;
  drawn.dataset.covered = "";
  drawn.append(cover);
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
