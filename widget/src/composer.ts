// The field and its button: Enter sends, Shift and Enter make a new line, too long a text is told and kept.

import { el, icon } from "./dom";
import { fill, type Texts } from "./texts";

const SEND = "M3.5 20.5 21.5 12 3.5 3.5l2.5 7 9 1.5-9 1.5z";
const LONGEST = 1000;
const TALLEST = 120;

export class Composer {
  readonly element: HTMLFormElement;
  readonly #count = el("p", { class: "count", role: "status" });
  readonly #field: HTMLTextAreaElement;

  constructor(
    private readonly texts: Texts,
    private readonly send: (text: string) => void,
  ) {
    this.#field = el("textarea", {
      rows: 1,
      id: "field",
      placeholder: texts.placeholder,
      oninput: () => this.#grow(),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
      },
    });
    this.element = el(
      "form",
      { class: "composer", onsubmit: (event: Event) => this.#submit(event) },
      el("label", { class: "sr", for: "field" }, texts.label),
      this.#field,
      el("button", { class: "send", "aria-label": texts.send }, icon(SEND, true)),
      this.#count,
    );
  }

  focus(): void {
    this.#field.focus();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text || this.#excess() > 0) return;
    this.#field.value = "";
    this.#grow();
    // The keyboard of a phone stays.
    this.#field.focus();
    this.send(text);
  }

  /** Code points over what the server takes. */
  #excess(): number {
    return [...this.#field.value.trim().normalize()].length - LONGEST;
  }

  #grow(): void {
    const excess = this.#excess();
    this.#count.textContent = excess > 0 ? fill(this.texts.tooLong, { n: excess }) : "";
    this.#field.setAttribute("aria-invalid", `${excess > 0}`);
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight + 2, TALLEST)}px`;
  }
}
