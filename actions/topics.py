"""Lists which action answers which intent, so that the second question of a message finds its answer too."""

from __future__ import annotations

from functools import lru_cache

from actions.answering import AnswerAction
from actions.careers import ActionCompareCareers, ActionShowRelatedCareers
from actions.distress import ActionAnswerDistress
from actions.education import (
    ActionShowCost,
    ActionShowEducation,
    ActionShowFieldsOfStudy,
    ActionShowHowToBecome,
    ActionShowProgramFields,
    ActionShowTimeToBecome,
    ActionShowWithoutDegree,
)
from actions.outlook import ActionShowOutlook
from actions.programs import ActionSearchPrograms
from actions.role import ActionShowApplications, ActionShowRole
from actions.salary import ActionShowSalary
from actions.skills import ActionShowExperience, ActionShowProgrammingLanguages, ActionShowSkills
from actions.social import ActionChat, ActionDecline
from actions.trust import ActionShowPrivacy, ActionShowSources, ActionShowSponsored

ANSWERING_ACTIONS: tuple[type[AnswerAction], ...] = (
    ActionShowRole,
    ActionShowApplications,
    ActionShowSalary,
    ActionShowOutlook,
    ActionShowEducation,
    ActionShowFieldsOfStudy,
    ActionShowWithoutDegree,
    ActionShowHowToBecome,
    ActionShowTimeToBecome,
    ActionShowProgramFields,
    ActionShowCost,
    ActionShowSkills,
    ActionShowProgrammingLanguages,
    ActionShowExperience,
    ActionShowRelatedCareers,
    ActionCompareCareers,
    ActionShowSources,
    ActionShowSponsored,
    ActionShowPrivacy,
    ActionChat,
    ActionDecline,
    ActionAnswerDistress,
    ActionSearchPrograms,
)


@lru_cache(maxsize=1)
def answering_actions() -> dict[str, AnswerAction]:
    """Returns one action a topic, by the intent that it answers."""
    return {action.topic: action() for action in ANSWERING_ACTIONS}
