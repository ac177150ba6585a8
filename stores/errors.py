"""What can go wrong with a conversation's store; no message repeats what was said or who said it."""

from __future__ import annotations


class StoreError(Exception):
    """Something about the conversation database."""


class StoreUnavailable(StoreError):
    """The database did not answer for as long as a turn may wait; nothing was stored."""


class DatabaseRefused(StoreError):
    """The database cannot be used by this version of the program; the message says why and what to do."""


class ConversationErased(StoreError):
    """The conversation was erased while the turn ran; nothing of the turn was stored."""


class ConversationChanged(StoreError):
    """Another turn was stored while this one ran without the conversation's lock; nothing of it was stored."""


class RepeatedTurn(StoreError):
    """The request has had its turn already; there is no second one."""


class TurnTimeout(StoreError):
    """The turn takes longer than its caller waits; it goes on, and its request fetches it later."""


class UnknownMessage(StoreError):
    """The conversation has no such message of the assistant."""


class ClaimRefused(StoreError):
    """A person cannot do this in a conversation; nothing was stored.

    Attributes:
        code: "gone" where nobody waits there any more, "taken" where somebody else has it.
        by: who has it.
    """

    def __init__(self, code: str, by: str = "") -> None:
        super().__init__(code)
        self.code, self.by = code, by
