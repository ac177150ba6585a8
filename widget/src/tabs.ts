// Lets the tabs of a site share one conversation: a new tab asks for the session, every tab tells of news.

import type { Session } from "./memory";

interface Handlers {
  session(): Session | null;
  news(): void;
  gone(): void;
}

type Note = { kind: "ask" } | { kind: "session"; session: Session } | { kind: "news" | "gone"; id: string };

const ANSWER_MS = 120;

export class Tabs {
  #channel: BroadcastChannel | null = null;
  #answered: (session: Session) => void = () => {};

  constructor(private readonly handlers: Handlers) {}

  /** Opens the channel; not before the visitor has opened the chat. */
  listen(): void {
    if (this.#channel || !("BroadcastChannel" in window)) return;
    this.#channel = new BroadcastChannel("mle-guide");
    this.#channel.onmessage = ({ data }: MessageEvent<Note>) => this.#hear(data);
  }

  /** Returns the session of another tab, or null when none answers. */
  ask(): Promise<Session | null> {
    if (!this.#channel) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#post({ kind: "ask" });
      setTimeout(() => resolve(null), ANSWER_MS);
    });
  }

  tell(kind: "news" | "gone"): void {
    const session = this.handlers.session();
    if (session) this.#post({ kind, id: session.id });
  }

  #hear(note: Note): void {
    const session = this.handlers.session();
    if (note.kind === "session") this.#answered(note.session);
    else if (!session) return;
    else if (note.kind === "ask") this.#post({ kind: "session", session });
    else if (note.id === session.id) this.handlers[note.kind]();
  }

  #post(note: Note): void {
    this.#channel?.postMessage(note);
  }
}
