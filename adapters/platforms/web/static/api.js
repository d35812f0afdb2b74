// The server, as functions.

/** What the server refused, with the sentence it gave; `status` 0 means it was not reached. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export const page = () => get("/api/page");
export const channels = () => get("/api/channels").then((told) => told.channels);
export const addChannel = (name) => post("/api/channels", { name });

/** Press a button; gives the form that it opens, or null. `text` fills in that form. */
export function press(channel, token, message, { id = newId(), text } = {}) {
  return post(`${at(channel)}/press`, { id, token, message, text }).then((told) => told.form);
}

/** Read a page of a channel's messages: the newest, or those before a number. */
export function history(channel, before = null) {
  return get(`${at(channel)}/history${before === null ? "" : `?before=${before}`}`);
}

/** Read every setting as it counts for the visitor in a channel. */
export const settings = (channel) => get(`${at(channel)}/settings`).then((told) => told.settings);

/** Set something for a scope (an empty text takes it back); gives every setting as it counts then. */
export const change = (channel, name, scope, text) => post(`${at(channel)}/settings`, { name, scope, text }).then((told) => told.settings);

/** Ask for suggestions for a command's option; `text` is the whole line so far. */
export function complete(channel, { command, option, typed, text }) {
  const asked = new URLSearchParams({ channel, command, option, typed, text });
  return get(`/api/complete?${asked}`).then((told) => told.choices);
}

/** Send a message with its files; `progress` is told the part of it that has left, from 0 to 1. */
export function send(message, progress) {
  const form = new FormData();
  form.append("id", message.id);
  form.append("text", message.text);
  if (message.reply) form.append("reply_to", message.reply.id);
  for (const file of message.files) form.append("files", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Refused(0, ""));
    request.onload = () => {
      const told = parsed(request.responseText);
      if (request.status === 200) resolve(told);
      else reject(new Refused(request.status, told?.error ?? ""));
    };
    request.open("POST", `${at(message.channel)}/messages`);
    request.send(form);
  });
}

/** Listen to everything new; the browser reconnects by itself and says where it was. */
export function listen(after, { message, channel, open, lost }) {
  let source = null;
  let seen = after;
  let wait = 1000;

  function connect() {
    source = new EventSource(`/api/events?after=${seen}`);
    source.onopen = () => {
      wait = 1000;
      open();
    };
    source.addEventListener("message", (event) => {
      seen = Math.max(seen, Number(event.lastEventId));
      message(JSON.parse(event.data));
    });
    source.addEventListener("channel", (event) => channel(JSON.parse(event.data)));
    source.onerror = () => {
      lost();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, wait); // the server said no, for example while it restarts behind a proxy
      wait = Math.min(wait * 2, 20000);
    };
  }

  connect();
}

/** Make an id that names one message or press for ever. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const at = (channel) => `/api/channels/${encodeURIComponent(channel)}`;
const get = (path) => ask(path, {});
const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function ask(path, options) {
  const response = await fetch(path, options).catch(() => null);
  if (response === null) throw new Refused(0, "");
  const told = parsed(await response.text());
  if (!response.ok) throw new Refused(response.status, told?.error ?? "");
  return told;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
