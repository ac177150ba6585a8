// The button at the corner: opens and closes the panel, and tells how many messages came meanwhile.

import type { Config } from "./config";
import { el, icon } from "./dom";
import { CHAT, CLOSE } from "./icons";
import { fill } from "./texts";

export class Launcher {
  readonly element: HTMLButtonElement;
  readonly #badge = el("span", { class: "badge", "aria-hidden": "true" });

  constructor(
    private readonly config: Config,
    toggle: () => void,
  ) {
    this.element = el(
      "button",
      { type: "button", class: "launcher", "aria-controls": "panel", hidden: !config.launcher, onclick: toggle },
      icon(CHAT, true),
      icon(CLOSE),
      this.#badge,
    );
  }

  draw(isOpen: boolean, unread: number): void {
    const { texts } = this.config;
    const name = isOpen ? texts.close : unread ? fill(texts.openUnread, { n: unread }) : texts.open;
    this.element.setAttribute("aria-label", name);
    this.element.setAttribute("aria-expanded", `${isOpen}`);
    this.#badge.textContent = `${unread}`;
    this.#badge.hidden = !unread;
  }
}
