// What the page knows: the messages of each channel that was opened.

export class Store {
  #channels = new Map();

  /** Give a channel's messages in order. */
  messages(channel) {
    const known = [...(this.#channels.get(channel)?.messages.values() ?? [])];
    return known.filter((message) => !message.gone).sort((one, other) => one.number - other.number);
  }

  /** Tell whether a channel's history was loaded. */
  has(channel) {
    return this.#channels.get(channel)?.loaded ?? false;
  }

  /** Tell whether there are older messages than those loaded. */
  more(channel) {
    return this.#channels.get(channel)?.more ?? false;
  }

  /** Take over a page of history. */
  load(channel, told) {
    Object.assign(this.#of(channel), { loaded: true, more: told.more });
    for (const message of told.messages) this.#keep(message);
  }

  /** Take over one message's present state, also while its channel's history is on its way; tells whether it is new. */
  take(message) {
    const isNew = !this.#of(message.channel).messages.has(message.id);
    this.#keep(message);
    return isNew;
  }

  #keep(message) {
    const { messages } = this.#of(message.channel);
    const known = messages.get(message.id);
    if (!known || known.revision <= message.revision) messages.set(message.id, message);
  }

  #of(channel) {
    if (!this.#channels.has(channel)) this.#channels.set(channel, { messages: new Map(), loaded: false, more: false });
    return this.#channels.get(channel);
  }
}
