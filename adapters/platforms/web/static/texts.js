// Every word of the page comes from the server, in the reader's language.

let texts = {};
let locale = "en";
let ahead = 0;

/** Take the texts over; `now` is the server's clock, so that times shown are right on any machine. */
export function learn(page) {
  texts = page.texts;
  locale = page.locale;
  ahead = page.now - Date.now() / 1000;
  document.documentElement.lang = locale;
}

/** Give a text by name, with its {words} filled in. */
export function say(name, words = {}) {
  const text = texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, word) => words[word] ?? whole);
}

/** Now, by the server's clock, in Unix seconds. */
export function now() {
  return Date.now() / 1000 + ahead;
}

/** Write the time of day. */
export function clock(at) {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(new Date(at * 1000));
}

/** Name a day, in words where it is near. */
export function day(at) {
  const days = Math.round((midnight(at) - midnight(now())) / 86400);
  if (days > -2) return capital(new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day"));
  const format = { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(locale, days < -300 ? { ...format, year: "numeric" } : format).format(at * 1000);
}

/** Write a span of seconds as a clock that runs. */
export function elapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Write a number of bytes as people read it. */
export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const format = { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, format).format(bytes / 1024 ** step);
}

function midnight(at) {
  return new Date(at * 1000).setHours(12, 0, 0, 0) / 1000;
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
