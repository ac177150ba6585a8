// One message of the log: who speaks, what is said, and under the last turn what can be done next.

import { cardList, type Press } from "./cards";
import { chartFigure } from "./charts";
import type { Message } from "./contract";
import type { Item } from "./listener";
import { el, icon, type Child } from "./dom";
import { paragraphs, plain } from "./markup";
import { sourceLine } from "./sources";
import { fill, type Texts } from "./texts";

const THUMB_UP = "M7 11v9H3v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 2.8L13 9h6a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H7";
const THUMB_DOWN = "M17 13V4h4v9zM17 13l-4 8a2.5 2.5 0 0 1-2.5-2.8L11 15H5a2 2 0 0 1-2-2.3l1.2-7A2 2 0 0 1 6.2 4H17";

export type Vote = "up" | "down";
export type Rate = (value: Vote, comment?: string) => Promise<boolean>;

function speaker({ from }: Message, texts: Texts): string {
  return { visitor: texts.you, assistant: texts.bot, person: texts.person }[from];
}

/** Returns what is said, the sender first for those who cannot see whose side it is on. */
export function messageBody(message: Message, press: Press, texts: Texts): HTMLElement[] {
  const isVisitor = message.from === "visitor";
  const bubble = el(
    "div",
    { class: `bubble ${message.from}` },
    el("span", { class: "sr" }, `${speaker(message, texts)} `),
    message.from === "person" && el("p", { class: "name", "aria-hidden": "true" }, texts.personName),
    el("div", { dir: "auto", lang: isVisitor ? null : "en" }, ...(isVisitor ? [message.text] : paragraphs(message.text, texts))),
    !message.cards.length && message.sources.length > 0 && sourceLine(message.sources, texts),
  );
  return [
    bubble,
    ...(message.cards.length ? [cardList(message, press, texts)] : []),
    ...message.charts.map((chart) => chartFigure(chart, message, texts)),
  ];
}

export function choices(message: Message, press: Press): HTMLElement {
  const chips = message.buttons.map((button) =>
    el("button", { type: "button", class: "chip", dir: "auto", lang: "en", onclick: () => press(button) }, button.title),
  );
  return el("div", { class: "chips" }, ...chips);
}

export function failure(item: Item, texts: Texts): Child {
  if (item.state === "failed") return el("p", { class: "failed" }, texts[item.reason ?? "rejected"]);
  return null;
}

/** Thumbs for a turn; after the second, what was wrong can be written. */
export function thumbs(voted: Vote | undefined, rate: Rate, texts: Texts): HTMLElement {
  const said = el("span", { class: "muted", role: "status" });
  const group = el("div", { class: "thumbs" });
  const thumb = (value: Vote, name: string, path: string) => {
    const button: HTMLButtonElement = el(
      "button",
      { type: "button", "aria-label": name, "aria-pressed": `${voted === value}`, onclick: () => void vote() },
      icon(path),
    );
    const vote = async () => {
      if (!(await rate(value))) return;
      for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", `${other === button}`);
      group.querySelector("form")?.remove();
      said.textContent = texts.thanks;
      if (value === "down") group.append(commentForm((comment) => rate("down", comment), said, texts));
    };
    return button;
  };
  group.append(thumb("up", texts.helpful, THUMB_UP), thumb("down", texts.notHelpful, THUMB_DOWN), said);
  return group;
}

function commentForm(tell: (comment: string) => Promise<boolean>, said: HTMLElement, texts: Texts): HTMLElement {
  const field = el("input", { type: "text", maxlength: 500, "aria-label": texts.comment, placeholder: texts.comment });
  const form: HTMLFormElement = el(
    "form",
    {
      onsubmit: async (event: Event) => {
        event.preventDefault();
        if (field.value.trim() && !(await tell(field.value.trim()))) return;
        form.remove();
        said.textContent = texts.thanks;
      },
    },
    field,
    el("button", { class: "small" }, texts.send),
  );
  return form;
}

/** Returns what a screen reader is told of a turn: the texts, what else is there, and the choices. */
export function spoken(messages: Message[], texts: Texts): string {
  const list = (items: { title: string }[]) => items.map(({ title }) => title).join(", ");
  return messages
    .flatMap((message) => [
      message.from === "person" && texts.person,
      plain(message.text),
      message.cards.length > 0 && fill(texts.cards, { list: list(message.cards) }),
      message.buttons.length > 0 && fill(texts.choices, { list: list(message.buttons) }),
    ])
    .filter(Boolean)
    .join(" ");
}

export function transcript(messages: Message[], texts: Texts): string {
  const lines = messages.map((message) => {
    const cards = message.cards.map((card) => {
      const facts = card.facts.map(({ label, value }) => `${label}: ${value}`).join("; ");
      return `  ${card.sponsored ? `${texts.sponsored}: ` : ""}${card.title}. ${card.subtitle}. ${facts}`;
    });
    const sources = message.sources.map((source) => `  ${texts.source}: ${source.name}, ${source.as_of} ${source.url}`);
    return [`[${message.at}] ${speaker(message, texts)} ${plain(message.text, true)}`, ...cards, ...sources].join("\n");
  });
  return [texts.transcript, "", ...lines, ""].join("\n");
}
