// Messages into what is seen: words of people, cards, posts, and galleries that grow while a request brings files. Pure.

/** Tell what kind of block a message makes. */
export function kindOf(message) {
  if (message.author === "me") return "said";
  return message.extras.card ? "card" : "posted";
}

/** Tell whether a post asks for a decision, or did. */
export function asks(message) {
  return message.extras.asks === true;
}

/** Tell whether what a post asked for has been decided. */
export function answered(message) {
  return asks(message) && !message.extras.buttons?.length;
}

/** Divide messages in order into blocks `{key, kind, messages}`; files for one request come together until somebody speaks. */
export function blocksOf(messages) {
  const blocks = [];
  let galleries = new Map();
  for (const message of messages) {
    const kind = kindOf(message);
    if (kind === "said") galleries = new Map();
    const gathers = kind === "posted" && message.files.length > 0 && message.reply_to !== null && !message.private;
    const gallery = gathers ? galleries.get(message.reply_to) : undefined;
    if (gallery) {
      gallery.messages.push(message);
      continue;
    }
    const block = { key: message.id, kind, messages: [message] };
    blocks.push(block);
    if (gathers) galleries.set(message.reply_to, block);
  }
  return blocks;
}

/** Tell what must be drawn anew when it changes. */
export function signature(block) {
  return block.messages.map((message) => `${message.id}:${message.revision}`).join(" ");
}

/** Collect each thing once, by what makes it the same. */
export function unique(things, keyOf) {
  return [...new Map(things.map((thing) => [keyOf(thing), thing])).values()];
}
