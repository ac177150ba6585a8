// What a conversation tells who shows it.

import type { Message } from "./contract";

export type Trouble = "" | "offline" | "unavailable" | "slow";

/** A message in the log; `key` stays the same when the server's copy replaces ours. */
export interface Item {
  key: string;
  message: Message;
  state: "sent" | "sending" | "failed";
  /** Why a message failed: a key of the texts. */
  reason?: "notOffered" | "rejected";
}

/** Something the widget says itself, in its place in the log. */
export type Remark = "expired" | "erased";

export interface Listener {
  changed(): void;
  /** New messages, other than those of a conversation that is taken up again. */
  arrived(messages: Message[]): void;
  remarked(remark: Remark): void;
}
