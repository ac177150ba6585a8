// What the widget keeps in the browser: for this tab's life, or with `data-remember` for good. Never the texts of a
// conversation but what waits to be sent.

export interface Session {
  id: string;
  token: string;
  expires: string;
}

/** A message on its way; the same `client_id` makes a second sending harmless. */
export interface Outgoing {
  client_id: string;
  text: string;
  payload?: string;
}

export interface Kept {
  session: Session | null;
  outbox: Outgoing[];
  open: boolean;
  noticed: boolean;
  unread: number;
  votes: Record<string, "up" | "down">;
}

const KEY = "mle-guide";

export class Memory {
  readonly kept: Kept;
  /** Whether there was something to go on with. */
  readonly isReturning: boolean;

  constructor(private readonly remember: boolean) {
    const found = this.#read();
    this.isReturning = !!found?.session;
    this.kept = { session: null, outbox: [], open: false, noticed: false, unread: 0, votes: {}, ...found };
  }

  save(): void {
    try {
      this.#storage().setItem(KEY, JSON.stringify(this.kept));
    } catch {
      // Storage that is full or forbidden: the conversation lives as long as the page.
    }
  }

  forget(): void {
    Object.assign(this.kept, { session: null, outbox: [], unread: 0, votes: {} });
    this.save();
  }

  #read(): Partial<Kept> | null {
    try {
      return JSON.parse(this.#storage().getItem(KEY) ?? "null");
    } catch {
      return null;
    }
  }

  #storage(): Storage {
    return this.remember ? localStorage : sessionStorage;
  }
}

/** A random UUID, also on pages without https, where `crypto.randomUUID` does not exist. */
export function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
