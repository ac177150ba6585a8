// The log: keeps a list item a message, in order, and moves no more of it than has changed.

import type { Press } from "./cards";
import type { Message } from "./contract";
import type { Conversation } from "./conversation";
import type { Item, Remark } from "./listener";
import { el, type Child } from "./dom";
import { choices, failure, messageBody, thumbs, type Vote } from "./message";
import type { Texts } from "./texts";

interface Entry {
  element: HTMLElement;
  foot: HTMLElement;
  message: Message;
  drawn: string;
}

export class Log {
  readonly list = el("ol", {});
  readonly element: HTMLElement;
  readonly #entries = new Map<string, Entry>();
  readonly #typing: HTMLElement;
  #revealed: Message | undefined;
  #frame = 0;

  constructor(
    private readonly conversation: Conversation,
    private readonly votes: () => Record<string, Vote>,
    private readonly press: Press,
    private readonly texts: Texts,
  ) {
    const dots = [el("i", {}), el("i", {}), el("i", {})];
    this.#typing = el("div", { class: "bubble assistant typing", "aria-hidden": "true", hidden: true }, ...dots);
    this.element = el(
      "div",
      { class: "log", role: "log", "aria-live": "off", "aria-label": texts.log, tabindex: 0 },
      this.list,
      this.#typing,
    );
  }

  /** Brings the list up to date with the conversation. */
  draw(): void {
    const { items } = this.conversation;
    const known = new Set(items.map(({ key }) => key));
    for (const [key, entry] of this.#entries) {
      if (known.has(key)) continue;
      entry.element.remove();
      this.#entries.delete(key);
    }
    const turn = items.map(({ message }) => message.from).lastIndexOf("visitor") + 1;
    const elements = items.map((item, index) => this.#drawn(item, index >= turn, index === items.length - 1));
    let next = this.list.firstElementChild;
    for (const element of elements) {
      while (next?.matches(".remark")) next = next.nextElementSibling;
      if (next === element) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
    this.#typing.hidden = !this.conversation.isWaiting;
    if (this.conversation.isWaiting) this.reveal();
  }

  /** Scrolls to the end with the next frame, or only so far that the message's beginning can be seen. */
  reveal(message?: Message): void {
    this.#revealed = message;
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.element.scrollTop = this.element.scrollHeight;
      const shown = this.#revealed && this.#entries.get(this.#revealed.id)?.element;
      if (!shown) return;
      const above = this.element.getBoundingClientRect().top + 8 - shown.getBoundingClientRect().top;
      if (above > 0) this.element.scrollTop -= above;
    });
  }

  remark(kind: Remark): void {
    this.list.append(el("li", { class: "remark" }, this.texts[kind]));
    this.reveal();
  }

  /** Returns the list item of a message, up to date. */
  #drawn(item: Item, isLastTurn: boolean, isLast: boolean): HTMLElement {
    let entry = this.#entries.get(item.key);
    if (!entry || entry.message !== item.message) {
      const foot = el("div", { class: "foot" });
      const body = messageBody(item.message, this.press, this.texts);
      const element = el("li", { class: `from-${item.message.from}` }, ...body, foot);
      entry?.element.replaceWith(element);
      entry = { element, foot, message: item.message, drawn: "" };
      this.#entries.set(item.key, entry);
    }
    const drawn = [item.state, isLastTurn, isLast, this.conversation.isPerson].join();
    if (entry.drawn !== drawn) entry.foot.replaceChildren(...this.#footOf(item, isLastTurn, isLast).filter(isShown));
    entry.drawn = drawn;
    return entry.element;
  }

  #footOf(item: Item, isLastTurn: boolean, isLast: boolean): Child[] {
    const { message } = item;
    if (message.from === "visitor") return [failure(item, this.texts)];
    const rate = (value: Vote, comment?: string) => this.conversation.vote(message.id, value, comment);
    // A person reads no buttons, and is not rated.
    if (this.conversation.isPerson || message.from === "person") return [];
    return [
      isLastTurn && message.buttons.length > 0 && choices(message, this.press),
      isLast && thumbs(this.votes()[message.id], rate, this.texts),
    ];
  }
}

function isShown(child: Child): child is Node {
  return child instanceof Node;
}
