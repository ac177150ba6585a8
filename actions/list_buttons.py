"""Chooses the buttons beside a list of programs: those that would change what is shown, and no others."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Tracker

from actions.flow_state import FlowState
from actions.responses import Responses
from knowledge import institutions, programs
from knowledge.programs import SearchResult

PAGE = 5
MOST = 4
_TITLES = "utter_programs_buttons"
# Fields next to each other: where no program of the one publishes a figure, the other may.
_NEIGHBORS = {
    "data_science": "computer_science",
    "data_analytics": "computer_science",
    "computer_science": "computer_information_sciences",
    "computer_information_sciences": "computer_science",
    "computer_engineering": "computer_science",
    "computer_programming": "computer_science",
    "statistics": "math",
}
Button = dict[str, str]


def beside_list(state: FlowState, offset: int, shown: int) -> list[Button]:
    """Returns the buttons of the page of a list that begins at `offset` and shows `shown` programs."""
    state = as_searched(state)
    whole = search(state)
    wishes = [
        _button("more", "more_programs") if offset + shown < whole.total else None,
        _button("why", "explain"),
        _neighbor_button(state, whole),
        _order_button(state, offset),
        _control_button(state, whole),
        _button("country", "refine_programs", area="US") if state.state else None,
    ]
    return [button for button in wishes if button][:MOST]


def beside_program(tracker: Tracker) -> list[Button]:
    """Returns the buttons beside one program of a list: the ways back to the list."""
    if not is_list_open(tracker):
        return beside_school(len(tracker.get_slot("listed_program_ids") or []))
    kept = {"more_programs", "explain"}
    back = [button for button in beside_open_list(tracker) if _intent(button) in kept]
    compare = len(tracker.get_slot("listed_program_ids")) > 1
    return [*([_button("compare", "compare_programs")] if compare else []), *back]


def beside_school(listed: int) -> list[Button]:
    """Returns the buttons beside what one school offers, of which `listed` programs were shown."""
    compare = [_button("compare", "compare_programs")] if listed > 1 else []
    return [*compare, _button("find", "find_programs"), _button("help", "ask_help")]


def beside_open_list(tracker: Tracker) -> list[Button]:
    """Returns the buttons of the list that was shown last, or the ways to one."""
    if not is_list_open(tracker):
        return beside_school(0)
    offset, listed = int(tracker.get_slot("list_offset")), tracker.get_slot("listed_program_ids")
    return beside_list(FlowState.read(tracker), offset, len(listed))


def is_list_open(tracker: Tracker) -> bool:
    """Tells whether a list of a search was shown, which "more" and the like refer to."""
    is_searched = tracker.get_slot("list_offset") is not None and FlowState.read(tracker).next_step() is None
    return bool(tracker.get_slot("listed_program_ids")) and is_searched


def without(intent: str, buttons: list[Button]) -> list[Button]:
    """Leaves out the button of what has just been done."""
    return [button for button in buttons if _intent(button) != intent]


def search(state: FlowState, limit: int = 1, **changed: Any) -> SearchResult:
    """Searches with the answers of the flow, some of them changed; returns the totals and `limit` programs."""
    conditions = {
        "fields": state.searched_fields,
        "levels": state.levels,
        "state": state.state,
        "sort_by": state.sort_by,
        "control": state.searched_control,
    }
    return programs.search(**{**conditions, **changed}, limit=limit)


def as_searched(state: FlowState) -> FlowState:
    """Returns the state with the order that is really used: low debt, where prices are wished and none are held."""
    has_no_prices = state.sort_by == "net_price" and not institutions.has_details()
    return state.changed(priority="debt") if has_no_prices else state


def neighbor(state: FlowState, with_figures: bool) -> tuple[str, SearchResult] | None:
    """Returns the field next to one searched in which the same search finds something, or something with a figure."""
    searched = state.searched_fields
    for field in dict.fromkeys(_NEIGHBORS[key] for key in searched if key in _NEIGHBORS):
        found = search(state, fields=(field,))
        if field not in searched and (found.with_figure if with_figures else found.total):
            return field, found
    return None


def neighbor_button(field: str) -> Button:
    """Returns the button that searches the field next to the one searched."""
    return _button("neighbor", "refine_programs", field=field)


def _neighbor_button(state: FlowState, whole: SearchResult) -> Button | None:
    beside = None if whole.with_figure else neighbor(state, with_figures=True)
    return neighbor_button(beside[0]) if beside else None


def _order_button(state: FlowState, offset: int) -> Button | None:
    """Offers the other order, where it would begin with other programs."""
    other = "earnings" if state.sort_by == "debt" else "debt"
    begins = search(state, PAGE).programs
    if offset == 0 and [p.id for p in begins] == [p.id for p in search(state, PAGE, sort_by=other).programs]:
        return None
    return _button(other, "refine_programs", sort_by=other)


def _control_button(state: FlowState, whole: SearchResult) -> Button | None:
    """Offers public schools alone, or any, where that would be another list."""
    if state.searched_control:
        return _button("any", "refine_programs", control="any")
    public = search(state, control="public").total
    return _button("public", "refine_programs", control="public") if 0 < public < whole.total else None


def _button(choice: str, intent: str, **values: str) -> Button:
    return {
        "title": Responses().choices(_TITLES)[choice],
        "payload": f"/{intent}{json.dumps(values) if values else ''}",
    }


def _intent(button: Button) -> str:
    return button["payload"].lstrip("/").partition("{")[0]
