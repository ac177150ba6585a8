// The panel: what of it is open, where the focus is, what is announced.

import type { Button, Message } from "./contract";
import { Composer } from "./composer";
import type { Config } from "./config";
import { Conversation } from "./conversation";
import type { Remark } from "./listener";
import { el, icon } from "./dom";
import { keepFocus } from "./focus";
import { CHAT, CLOSE, MORE } from "./icons";
import type { Launcher } from "./launcher";
import { Log } from "./log";
import type { Memory } from "./memory";
import { link } from "./markup";
import { spoken, transcript } from "./message";

const TYPING_SAID_MS = 1500;
const PHONE = "(max-width: 480px)";

export class Panel {
  readonly element: HTMLElement;
  readonly status = el("div", { class: "sr", role: "status" });
  readonly #conversation: Conversation;
  readonly #log: Log;
  readonly #menu: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #notice: HTMLElement;
  readonly #banner = el("div", { class: "banner", hidden: true });
  readonly #composer: Composer;
  readonly #subtitle = el("p", {});
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #texts;

  constructor(
    private readonly config: Config,
    private readonly memory: Memory,
    private readonly launcher: Launcher,
  ) {
    const texts = (this.#texts = config.texts);
    this.#conversation = new Conversation(config.api, memory, {
      changed: () => this.#draw(),
      arrived: (messages) => this.#arrived(messages),
      remarked: (remark) => this.#remarked(remark),
    });
    this.#log = new Log(this.#conversation, () => memory.kept.votes, (button) => this.#press(button), texts);
    this.#menu = this.#menuList();
    this.#more = this.#headButton(texts.menu, icon(MORE, true), () => this.#showMenu(!!this.#menu.hidden));
    this.#more.setAttribute("aria-expanded", "false");
    this.#notice = this.#noticeBox();
    this.#composer = new Composer(texts, (text) => {
      this.#dismissNotice();
      this.#conversation.send(text);
    });
    this.element = this.#dialog();
    this.#draw();
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Opens the panel; `quietly` after a reload, when the focus belongs to the page. */
  open(quietly = false): void {
    if (this.isOpen) return;
    this.element.hidden = false;
    Object.assign(this.memory.kept, { open: true, unread: 0 });
    this.memory.save();
    this.#fit();
    visualViewport?.addEventListener("resize", this.#fit);
    this.#conversation.opened();
    this.#draw();
    this.#log.reveal();
    if (!quietly) this.#composer.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#showMenu(false);
    this.element.hidden = true;
    visualViewport?.removeEventListener("resize", this.#fit);
    this.memory.kept.open = false;
    this.memory.save();
    this.#conversation.closed();
    this.#draw();
    this.launcher.element.focus();
  }

  /** Takes up a conversation of the page before; on a phone the panel would hide the page, so it stays closed. */
  resume(): void {
    if (this.memory.kept.open && this.memory.isReturning && !matchMedia(PHONE).matches) this.open(true);
  }

  #dialog(): HTMLElement {
    const texts = this.#texts;
    const head = el(
      "header",
      {},
      el("span", { class: "mark", "aria-hidden": "true" }, icon(CHAT, true)),
      el("div", { class: "titles" }, el("h2", { id: "title" }, texts.title), this.#subtitle),
      this.#more,
      this.#headButton(texts.close, icon(CLOSE), () => this.close()),
    );
    return el(
      "section",
      { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, onkeydown: this.#onKey },
      head,
      this.#menu,
      this.#notice,
      this.#log.element,
      this.#banner,
      this.#composer.element,
    );
  }

  #headButton(name: string, image: SVGElement, onclick: () => void): HTMLButtonElement {
    return el("button", { type: "button", class: "head", "aria-label": name, title: name, onclick }, image);
  }

  #menuList(): HTMLElement {
    const texts = this.#texts;
    const entry = (name: string, act: () => void) =>
      el("li", {}, el("button", { type: "button", onclick: () => (this.#showMenu(false), act()) }, name));
    return el(
      "ul",
      { class: "menu", hidden: true },
      entry(texts.help, () => this.#press({ title: texts.help, payload: "ask_help" })),
      entry(texts.privacy, () => this.#askPrivacy()),
      entry(texts.startOver, () => this.#press({ title: texts.startOver, payload: "start_over" })),
      this.config.transcript ? entry(texts.download, () => void this.#download()) : null,
      entry(texts.erase, () => this.#confirmErase()),
    );
  }

  #noticeBox(): HTMLElement {
    const texts = this.#texts;
    const { config } = this;
    const dismiss = () => {
      this.#dismissNotice();
      this.#composer.focus();
    };
    return el(
      "div",
      { class: "notice", hidden: this.memory.kept.noticed },
      el("p", {}, texts.notice),
      (config.privacy && link(texts.privacy, new URL(config.privacy, location.href).href, texts)) ||
        el("button", { type: "button", class: "small", onclick: () => this.#askPrivacy() }, texts.privacy),
      el("button", { type: "button", class: "small", onclick: dismiss }, texts.gotIt),
    );
  }

  #askPrivacy(): void {
    this.#press({ title: this.#texts.privacy, payload: "ask_privacy" });
  }

  /** Who has read it goes on without it; the menu still leads to what is kept. */
  #dismissNotice(): void {
    this.memory.kept.noticed = true;
    this.memory.save();
    this.#notice.hidden = true;
  }

  #showMenu(show: boolean): void {
    if (this.#menu.hidden === !show) return;
    this.#menu.hidden = !show;
    this.#more.setAttribute("aria-expanded", `${show}`);
    if (show) this.#menu.querySelector("button")?.focus();
    else this.#more.focus();
  }

  #confirmErase(): void {
    const texts = this.#texts;
    const done = () => {
      this.#banner.hidden = true;
      this.#draw();
      this.#composer.focus();
    };
    const erase = () => void this.#conversation.erase().then(done, () => this.#announce(texts.unavailable));
    const yes = el("button", { type: "button", class: "small", onclick: erase }, texts.eraseYes);
    const no = el("button", { type: "button", class: "small", onclick: done }, texts.cancel);
    this.#banner.replaceChildren(el("p", {}, texts.eraseSure), yes, no);
    this.#banner.hidden = false;
    yes.focus();
  }

  async #download(): Promise<void> {
    const messages = await this.#conversation.everything().catch(() => this.#conversation.items.map((i) => i.message));
    const address = URL.createObjectURL(new Blob([transcript(messages, this.#texts)], { type: "text/plain" }));
    el("a", { href: address, download: "conversation.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  #press({ title, payload }: Button): void {
    this.#dismissNotice();
    this.#conversation.press(title, payload);
    // The pressed button goes away. A focused field would bring up the keyboard of a phone.
    if (matchMedia("(pointer: coarse)").matches) this.#log.element.focus({ preventScroll: true });
    else this.#composer.focus();
  }

  #arrived(messages: Message[]): void {
    if (!this.isOpen) {
      this.memory.kept.unread += messages.length;
      this.memory.save();
      this.#draw();
    } else {
      this.#log.reveal(messages[0]);
    }
    this.#announce(spoken(messages, this.#texts));
  }

  #remarked(remark: Remark): void {
    this.#log.remark(remark);
    this.#announce(this.#texts[remark]);
  }

  #announce(text: string): void {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = undefined;
    this.status.textContent = text;
  }

  #draw(): void {
    if (!this.element) return;
    this.launcher.draw(this.isOpen, this.memory.kept.unread);
    this.#subtitle.textContent = this.#conversation.isPerson ? this.#texts.personName : this.#texts.subtitle;
    this.#log.draw();
    this.#drawTrouble();
    if (this.#conversation.isWaiting && !this.#typingTimer)
      this.#typingTimer = setTimeout(() => this.#announce(this.#texts.typing), TYPING_SAID_MS);
  }

  #drawTrouble(): void {
    const { trouble } = this.#conversation;
    const shown = this.#banner.dataset.trouble ?? "";
    if (trouble === shown) return;
    this.#banner.dataset.trouble = trouble;
    this.#banner.hidden = !trouble;
    if (!trouble) return;
    const again = el("button", { type: "button", class: "small", onclick: () => this.#conversation.refresh() }, this.#texts.tryAgain);
    this.#banner.replaceChildren(el("p", {}, this.#texts[trouble]), again);
    this.#announce(this.#texts[trouble]);
  }

  /** Fits the full-screen panel to what the keyboard leaves of a phone's screen, and makes it modal there. */
  #fit = (): void => {
    const isPhone = matchMedia(PHONE).matches;
    this.element.setAttribute("aria-modal", `${isPhone}`);
    const height = isPhone && visualViewport ? `${visualViewport.height}px` : "";
    this.element.style.setProperty("height", height);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (!this.#menu.hidden) this.#showMenu(false);
      else this.close();
    }
    if (event.key === "Tab" && this.element.getAttribute("aria-modal") === "true") keepFocus(event, this.element);
  };
}
