"""How the number of jobs is expected to change."""

from __future__ import annotations

from actions.fact_answers import OccupationFactAnswer


class ActionShowOutlook(OccupationFactAnswer):
    """Says the official projection."""

    topic = "ask_outlook"
    occupation_fact = "outlook"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_outlook"
