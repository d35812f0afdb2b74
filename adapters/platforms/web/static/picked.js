// Files that were picked, dropped or pasted and wait beside the words.

import { el, icon } from "./dom.js";
import { say, size } from "./texts.js";

/** The files of the next message. */
export class Picked {
  #files = [];

  constructor(limits, changed) {
    Object.assign(this, { limits, changed });
    this.element = el("div", { className: "picked", test: "picked" });
  }

  /** Give the files. */
  get files() {
    return this.#files.map((each) => each.file);
  }

  /** Take files in; gives the sentence that explains why some were left out. */
  add(files) {
    const fitting = files.filter((file) => file.size <= this.limits.upload_bytes);
    const room = this.limits.files - this.#files.length;
    for (const file of fitting.slice(0, room)) this.#files.push({ file, view: this.#view(file) });
    this.#draw();
    const large = files.find((file) => !fitting.includes(file));
    if (large) return say("file_is_too_large", { name: large.name, size: size(large.size), limit: size(this.limits.upload_bytes) });
    return fitting.length > room ? say("too_many_files") : "";
  }

  /** Let all of them go. */
  clear() {
    this.#files = [];
    this.#draw();
  }

  #draw() {
    this.element.replaceChildren(...this.#files.map((each) => each.view));
    this.changed();
  }

  #view(file) {
    const label = say("remove", { name: file.name });
    const remove = el("button", { type: "button", title: label, aria: { label }, onclick: () => this.#drop(file) }, icon("close"));
    return el("div", { className: "pick", title: file.name, test: "pick", data: { name: file.name } }, ...preview(file), remove);
  }

  #drop(file) {
    this.#files = this.#files.filter((each) => each.file !== file);
    this.#draw();
  }
}

function preview(file) {
  if (file.type.startsWith("image/")) return [el("img", { src: URL.createObjectURL(file), alt: file.name })];
  if (file.type.startsWith("video/")) return [el("video", { src: URL.createObjectURL(file), muted: true, preload: "metadata" })];
  const drawing = icon(file.type.startsWith("audio/") ? "audio" : "other");
  const words = el("div", {}, el("strong", {}, file.name), el("span", {}, size(file.size)));
  return [el("div", { className: "badge" }, drawing), words];
}
