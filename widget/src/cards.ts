// Program cards: the figures at a glance, where they come from one tap away.

import type { Button, Card, Fact, Message } from "./contract";
import { el } from "./dom";
import { link } from "./markup";
import { sourceLine } from "./sources";
import type { Texts } from "./texts";

export type Press = (button: Button) => void;

export function cardList(message: Message, press: Press, texts: Texts): HTMLElement {
  return el("ul", { class: "cards" }, ...message.cards.map((card) => cardItem(card, message, press, texts)));
}

function cardItem(card: Card, message: Message, press: Press, texts: Texts): HTMLElement {
  const cited = [...new Set(card.facts.map(({ source }) => source))];
  const sources = cited.flatMap((index) => (index === null ? [] : message.sources[index] ?? []));
  return el(
    "li",
    { class: "card", dir: "auto", lang: "en" },
    card.sponsored && el("p", { class: "tag" }, texts.sponsored),
    el("h3", {}, card.title),
    card.subtitle && el("p", { class: "muted" }, card.subtitle),
    card.facts.length > 0 && el("dl", {}, ...card.facts.map(figure)),
    el(
      "div",
      { class: "row" },
      ...card.buttons.map((button) =>
        el("button", { type: "button", class: "small", onclick: () => press(button) }, button.title, named(card)),
      ),
      card.url && link(texts.site, card.url, texts),
      sources.length > 0 &&
        el("details", {}, el("summary", {}, texts.source, named(card)), sourceLine(sources, texts)),
    ),
  );
}

function figure({ label, value }: Fact): HTMLElement {
  // Words instead of a figure, such as "not published", are no figure to the eye either.
  return el("div", {}, el("dt", {}, label), el("dd", { class: /\d/.test(value) ? "" : "muted" }, value));
}

/** Tells those who hear a button out of its place which card it belongs to. */
function named(card: Card): HTMLElement {
  return el("span", { class: "sr" }, ` ${card.title}`);
}
