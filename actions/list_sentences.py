"""The sentences around a list of programs: what comes before it, its lines, and what its figures do not say."""

from __future__ import annotations

from actions import list_buttons, program_wording, wording
from actions.flow_state import SKIPPED, FlowState
from actions.responses import Responses
from knowledge import fields, programs
from knowledge.programs import Program, SearchResult


def before(state: FlowState, says_step: bool, no_prices: bool, responses: Responses) -> str:
    """Says the next step that fits, and that prices are missing, before the first page."""
    said = responses.sentence(f"utter_next_step_{state.education_level}") if says_step and _has_step(state) else ""
    return said + (responses.sentence("utter_programs_no_prices") if no_prices else "")


def meaning(listed: list[Program], responses: Responses) -> str:
    """Says what the figures of a list mean, and why some are missing."""
    figures = [figure for program in listed for figure in (program.earnings, program.debt)]
    said = responses.sentence("utter_programs_meaning") if any(f is not None for f in figures) else ""
    return said + (responses.sentence("utter_programs_too_few") if None in figures else "")


def _has_step(state: FlowState) -> bool:
    return state.education_level not in (None, SKIPPED) and not state.credential


def lines(found: SearchResult, offset: int, several_fields: bool) -> str:
    """Sets out the programs under the name of their level, numbered from the beginning of the list."""
    said: list[str] = []
    level = None
    for index, program in enumerate(found.programs, offset + 1):
        if program.level != level and len(found.totals_by_level) > 1:
            said.append(f"**{wording.capitalised(program_wording.LEVELS[program.level][1])}**")
        level = program.level
        said.append(program_wording.program(index, program, several_fields))
    return "\n".join(said)


def sponsored(paid: list[Program], responses: Responses) -> str:
    """Sets paid listings under the first page, each marked as such."""
    return "".join(
        responses.sentence("utter_programs_sponsored", program=program_wording.unnumbered(program)) for program in paid
    )


def notes(state: FlowState, offset: int, found: SearchResult, responses: Responses) -> str:
    """Says what a figure in the list does not say by itself."""
    said = "".join(
        responses.sentence("utter_programs_group", contains=field.contains, field=field.name.lower())
        for field in (fields.get(key) for key in state.searched_fields if key != programs.UNSURE)
        if field.contains
    )
    if state.searched_fields == ("computer_science",) and not offset:
        said += responses.sentence("utter_programs_filed_elsewhere")
    below = [program.institution.name for program in found.programs if program.below_high_school]
    if below:
        said += responses.sentence("utter_programs_below_high_school", schools=wording.listing(below))
    return said + _neighbor(state, found, offset, responses)


def _neighbor(state: FlowState, found: SearchResult, offset: int, responses: Responses) -> str:
    """Names the field next to one that has no figures, where that one has."""
    beside = None if offset or found.with_figure else list_buttons.neighbor(state, with_figures=True)
    if beside is None:
        return ""
    field, there = beside
    return responses.sentence(
        "utter_programs_neighbor",
        field=fields.get(field).name.lower(),
        count=f"{there.with_figure:,}",
        total=f"{there.total:,}",
    )


def campuses(listed: list[Program], responses: Responses) -> str:
    """Says that campuses share a figure, where some of the listed do."""
    is_shared = any(program.campuses > 1 and program.earnings is not None for program in listed)
    return responses.sentence("utter_programs_same_figures") if is_shared else ""
