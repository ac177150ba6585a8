"""Skills, programming languages and experience that employers ask for."""

from __future__ import annotations

from actions.fact_answers import FactAnswer, OccupationFactAnswer


class ActionShowSkills(OccupationFactAnswer):
    """Says which skills matter."""

    topic = "ask_skills"
    occupation_fact = "skills"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_skills"


class ActionShowProgrammingLanguages(OccupationFactAnswer):
    """Says which languages and tools are asked for."""

    topic = "ask_programming_languages"
    occupation_fact = "languages"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_programming_languages"


class ActionShowExperience(FactAnswer):
    """Says how much experience is expected."""

    topic = "ask_experience"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_experience"
