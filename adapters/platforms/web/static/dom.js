// Making and arranging elements. Text goes in as text only: nothing a studio or a person writes becomes markup.

import { PATHS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on…` attributes are listeners, `data`, `aria` are maps, null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") for (const [key, text] of Object.entries(value)) mark(element, key, text);
  else if (name === "aria") for (const [key, text] of Object.entries(value)) element.setAttribute(`aria-${key}`, text);
  else if (name === "test") element.dataset.testid = value;
  else if (name in element && name !== "list" && name !== "form") element[name] = value;
  else element.setAttribute(name, value);
}

/** Set a data attribute, or take it away. */
export function mark(element, key, value) {
  if (value === null || value === undefined || value === false) delete element.dataset[key];
  else if (element.dataset[key] !== String(value)) element.dataset[key] = String(value);
}

/** Draw an icon; it says nothing, its button does. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    drawing.append(path);
  }
  return drawing;
}

/** Make `parent` hold exactly these nodes in this order; what is in place stays untouched (a film goes on playing). */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, place) => {
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
  });
}

/** Change a text only where it differs, so that selections and screen readers are left in peace. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
