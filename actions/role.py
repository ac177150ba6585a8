"""What machine learning engineers do, for whom, and where their work is used."""

from __future__ import annotations

from actions.fact_answers import FactAnswer, OccupationFactAnswer
from actions.question import Question


class ActionShowRole(OccupationFactAnswer):
    """Says what the job is."""

    topic = "ask_role"
    occupation_fact = "duties"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_role"

    def fact_for(self, question: Question) -> str:
        """Returns the occupation's employers where they are asked for, else its duties."""
        return "employers" if question.answer == "ask_role/employers" else self.occupation_fact


class ActionShowApplications(FactAnswer):
    """Says where the work is used."""

    topic = "ask_applications"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_applications"
