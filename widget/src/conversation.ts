// The conversation as the widget knows it: what was said, what waits to be sent, and the one loop that talks to the
// server. Sends in order, repeats with the same client_id until answered, and follows what other tabs do.

import { Api, ApiError } from "./api";
import { readMessages, type Message } from "./contract";
import type { Item, Listener, Remark, Trouble } from "./listener";
import { uuid, type Memory, type Outgoing, type Session } from "./memory";
import { Tabs } from "./tabs";

// Looks for news with every fifth tick; with every tick while a person answers, who goes on when the panel is closed.
const TICK_MS = 3_000;
const TICKS = 5;
const LONGEST_WAIT_MS = 15_000;
const HISTORY = 100;
const RENEW_BEFORE_MS = 6 * 3600_000;

export class Conversation {
  items: Item[] = [];
  trouble: Trouble = "";
  /** Whether somebody of the team has the conversation: they answer next, and the bot is silent. */
  isPerson = false;
  readonly #api: Api;
  readonly #tabs: Tabs;
  #cursor: string | null = null;
  #running = false;
  #wantsNews = false;
  #wake: () => void = () => {};
  #failures = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isOpen = false;
  #ticks = 0;

  constructor(
    base: string,
    private readonly memory: Memory,
    private readonly listener: Listener,
  ) {
    this.#api = new Api(base);
    this.#tabs = new Tabs({
      session: () => memory.kept.session,
      news: () => this.#isStarted && this.refresh(),
      gone: () => this.#end("erased"),
    });
    if (memory.isReturning) this.#tabs.listen();
    addEventListener("online", () => this.#wake());
  }

  get #isStarted(): boolean {
    return this.#cursor !== null;
  }

  /** Whether the visitor waits for an answer. */
  get isWaiting(): boolean {
    return this.memory.kept.outbox.length > 0 && !this.trouble && !this.isPerson;
  }

  /** Begins or takes up the conversation, and looks for news while the panel is open. */
  opened(): void {
    this.#tabs.listen();
    for (const message of this.memory.kept.outbox) this.#show(message);
    this.#isOpen = true;
    this.refresh();
    this.#timer ??= setInterval(() => this.#look(), TICK_MS);
  }

  /** What waits to be sent is still sent; nothing else is asked for, unless a person may write. */
  closed(): void {
    this.#isOpen = false;
    this.#wantsNews = false;
    this.#wake();
  }

  send(text: string): void {
    this.#queue({ client_id: uuid(), text });
  }

  press(title: string, payload: string): void {
    this.#queue({ client_id: uuid(), text: title, payload });
  }

  /** Tries at once what would be tried later. */
  refresh(): void {
    this.#wantsNews = true;
    this.#wake();
    if (!this.#running) void this.#run();
  }

  async vote(messageId: string, value: "up" | "down", comment?: string): Promise<boolean> {
    try {
      await this.#api.call("POST", "feedback", { message_id: messageId, value, ...(comment && { comment }) });
      this.memory.kept.votes[messageId] = value;
      this.memory.save();
      return true;
    } catch {
      return false;
    }
  }

  /** Erases the conversation on the server and here; throws ApiError when the server could not. */
  async erase(): Promise<void> {
    await this.#api.call("DELETE", "sessions/current");
    this.#tabs.tell("gone");
    this.#end("erased");
  }

  /** Returns everything said so far, also what is too old to be shown. */
  async everything(): Promise<Message[]> {
    const all: Message[] = [];
    for (let after = "0", more = true; more; ) {
      const page = await this.#api.call("GET", `messages?limit=200&after=${encodeURIComponent(after)}`);
      all.push(...readMessages(page.messages));
      more = page.more;
      after = page.cursor;
    }
    return all;
  }

  #queue(message: Outgoing): void {
    this.memory.kept.outbox.push(message);
    this.memory.save();
    this.#show(message);
    this.#wake();
    if (!this.#running) void this.#run();
  }

  /** Works off what is wanted; only one of these runs at a time. */
  async #run(): Promise<void> {
    this.#running = true;
    while (this.#wantsNews || this.memory.kept.outbox.length) {
      try {
        await this.#step();
        this.#failures = 0;
        this.#say("");
      } catch (error) {
        await this.#recover(error instanceof ApiError ? error : new ApiError(0));
      }
    }
    this.#running = false;
    this.listener.changed();
  }

  async #step(): Promise<void> {
    if (!this.memory.kept.session) await this.#begin();
    const next = this.memory.kept.outbox[0];
    if (this.#wantsNews || !this.#isStarted) await this.#catchUp();
    else if (next) await this.#deliver(next);
  }

  async #begin(): Promise<void> {
    const shared = await this.#tabs.ask();
    if (shared) return this.#keep(shared);
    this.#api.token = "";
    const begun = await this.#api.call("POST", "sessions", {});
    this.#keep({ id: begun.session_id, token: begun.token, expires: begun.expires_at });
    this.#cursor = begun.cursor;
    this.#wantsNews = false;
    this.#merge(readMessages(begun.messages), true);
  }

  async #catchUp(): Promise<void> {
    const session = this.memory.kept.session!;
    this.#api.token = session.token;
    const isFirst = !this.#isStarted;
    for (let more = true; more; ) {
      const after = this.#cursor === null ? "" : `&after=${encodeURIComponent(this.#cursor)}`;
      const page = await this.#api.call("GET", `messages?limit=${HISTORY}${after}`);
      more = page.more && after !== "";
      this.#cursor = page.cursor;
      this.isPerson = page.speaker === "person";
      this.#merge(readMessages(page.messages), !isFirst);
    }
    this.#wantsNews = false;
    if (Date.parse(session.expires) - Date.now() < RENEW_BEFORE_MS) {
      const renewed = await this.#api.call("POST", "sessions/renew", {});
      this.#keep({ id: session.id, token: renewed.token, expires: renewed.expires_at });
    }
  }

  #look(): void {
    this.#ticks++;
    const isDue = this.isPerson || (this.#isOpen && this.#ticks % TICKS === 0);
    if (isDue && document.visibilityState === "visible") this.refresh();
  }

  async #deliver(message: Outgoing): Promise<void> {
    const { client_id, text, payload } = message;
    const answer = await this.#api.call("POST", "messages", payload ? { client_id, payload } : { client_id, text });
    this.isPerson = answer.speaker === "person";
    const replies = readMessages(answer.messages);
    const item = this.items.find(({ key }) => key === client_id);
    // Until the server's own copy comes, it stands right before its answer.
    if (item) item.message.at = replies[0]?.at ?? "";
    this.#settle(client_id, "sent");
    // Drawing a long answer is a task of its own.
    await new Promise((resolve) => setTimeout(resolve));
    this.#merge(replies, true);
    this.#tabs.tell("news");
  }

  async #recover(error: ApiError): Promise<void> {
    const first = this.memory.kept.outbox[0];
    if (error.status === 401) {
      const isErased = error.code === "session_erased";
      // What was tried before may be what had everything erased.
      const waiting = this.memory.kept.outbox.slice(isErased && this.#failures ? 1 : 0);
      return this.#end(isErased ? "erased" : "expired", waiting);
    }
    if (!error.passes) {
      if (first && !this.#wantsNews) this.#settle(first.client_id, "failed", error.status === 409);
      else this.#say("unavailable");
      this.#wantsNews = false;
      return;
    }
    this.#failures++;
    // A turn that takes long goes on at the server; the same client_id fetches its answer.
    const isSlowTurn = error.code === "turn_timeout" && this.#failures < 4;
    if (error.status === 429) this.#say("slow");
    else if (!isSlowTurn) this.#say(navigator.onLine ? "unavailable" : "offline");
    const wait = error.waitSeconds * 1000 || Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#failures);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, isSlowTurn ? 500 : wait);
    });
  }

  #keep(session: Session): void {
    this.memory.kept.session = session;
    this.#api.token = session.token;
    this.memory.save();
  }

  /** The session is over: what waits goes into a new one, what was said stays on the screen unless it was erased. */
  #end(remark: Remark, waiting: Outgoing[] = []): void {
    this.memory.forget();
    // What a button of the old session offered is said in words: the new one has offered nothing yet.
    this.memory.kept.outbox.push(...waiting.map(({ client_id, text }) => ({ client_id, text })));
    this.#cursor = null;
    this.#wantsNews = remark === "expired";
    if (remark === "erased") this.items = [];
    this.isPerson = false;
    this.listener.remarked(remark);
    for (const message of waiting) this.#show(message);
    this.listener.changed();
  }

  #say(trouble: Trouble): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.listener.changed();
  }

  #show({ client_id, text }: Outgoing): void {
    if (this.items.some((item) => item.key === client_id)) return;
    const nothing = { buttons: [], cards: [], charts: [], sources: [] };
    const message: Message = { id: "", from: "visitor", at: "", text, client_id, ...nothing };
    this.items.push({ key: client_id, message, state: "sending" });
    this.listener.changed();
  }

  #settle(clientId: string, state: "sent" | "failed", isNotOffered = false): void {
    this.memory.kept.outbox = this.memory.kept.outbox.filter((waiting) => waiting.client_id !== clientId);
    this.memory.save();
    const item = this.items.find(({ key }) => key === clientId);
    if (!item) return;
    item.state = state;
    if (state === "failed") item.reason = isNotOffered ? "notOffered" : "rejected";
    this.listener.changed();
  }

  /** Puts the server's messages in their places; those that are there already are brought up to date. */
  #merge(messages: Message[], isNews: boolean): void {
    const fresh: Message[] = [];
    for (const message of messages) {
      const key = message.client_id ?? message.id;
      const item = this.items.find((known) => known.key === key);
      if (item) {
        Object.assign(item, { message, state: "sent" });
        continue;
      }
      this.items.push({ key, message, state: "sent" });
      if (message.from !== "visitor") fresh.push(message);
    }
    this.items.sort((one, other) => (place(one) < place(other) ? -1 : +(place(one) > place(other))));
    this.listener.changed();
    if (isNews && fresh.length) this.listener.arrived(fresh);
  }
}

/** What the server has not placed yet comes last; the sort keeps the order of equals. */
function place({ message }: Item): string {
  return message.at || "~";
}
