"""Where answers come from, what is paid for, and what happens to what people say."""

from __future__ import annotations

from actions.fact_answers import FactAnswer


class ActionShowSources(FactAnswer):
    """Says where the figures come from."""

    topic = "ask_sources"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_sources"


class ActionShowSponsored(FactAnswer):
    """Says whether anything here is paid for."""

    topic = "ask_sponsored"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_sponsored"


class ActionShowPrivacy(FactAnswer):
    """Says what is kept of a conversation."""

    topic = "ask_privacy"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_privacy"
