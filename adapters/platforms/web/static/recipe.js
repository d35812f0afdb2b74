// How a file came about, as far as the page knows: its description, the request, the line that the card ended with.

import { isCovered, isSeen } from "./files.js";
import { say } from "./texts.js";

/** Give all there is to look at in a conversation, each with its message and its recipe in lines. */
export function looked(messages) {
  return messages.flatMap((message) => message.files.filter((file) => isSeen(file) && !isCovered(file, message)).map((file) => ({ file, message, recipe: recipe(file, message, messages) })));
}

function recipe(file, message, messages) {
  const request = messages.find((each) => each.id === message.reply_to)?.text ?? "";
  const card = messages.find((each) => each.extras.card?.phase === "done" && each.reply_to !== null && each.reply_to === message.reply_to);
  const asked = request && !file.alt.includes(request) ? say("made_from", { words: request }) : "";
  return [file.alt, asked, card?.text ?? ""].filter(Boolean);
}
