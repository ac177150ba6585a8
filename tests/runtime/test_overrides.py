"""Each override stands where Rasa looks for the original, and that is still what it was written for."""

from __future__ import annotations

from importlib import import_module
from pkgutil import resolve_name

import pytest

from runtime import overrides
from runtime.remote_action import GuideRemoteAction
from runtime.settings import read

RESTS_ON = [(name, mark) for override in overrides.OVERRIDES for name, mark in override.rests_on.items()]
PLACES = [(place, override.replacement) for override in overrides.OVERRIDES for place in override.places]


@pytest.mark.parametrize(("name", "mark"), RESTS_ON, ids=[name for name, _ in RESTS_ON])
def test_rasa_is_still_what_the_override_was_written_for(name: str, mark: str) -> None:
    found = overrides.fingerprint(resolve_name(name))
    assert found == mark, f"{name} has changed: read it again, then write {found} into runtime/overrides.py"


@pytest.fixture
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, _ in PLACES:
        owner, _, name = place.rpartition(".")
        monkeypatch.setattr(resolve_name(owner), name, resolve_name(place))
    monkeypatch.setattr(GuideRemoteAction, "timeout", GuideRemoteAction.timeout)


@pytest.mark.usefixtures("_restored")
def test_installing_puts_ours_where_rasa_looks_and_twice_is_once() -> None:
    settings = read({"GUIDE_ACTION_TIMEOUT": "3"})
    for _ in range(2):
        overrides.install(settings)
        assert [resolve_name(place) for place, _ in PLACES] == [ours for _, ours in PLACES]
    assert GuideRemoteAction.timeout == 3.0


def test_importing_the_runtime_changes_nothing() -> None:
    import_module("runtime.server")
    for place, ours in PLACES:
        assert resolve_name(place) is not ours, place


@pytest.mark.usefixtures("_restored")
def test_an_agent_keeps_the_configured_store_and_a_custom_action_is_ours() -> None:
    import rasa.core.actions.action
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    overrides.install(read({}))
    configured = InMemoryTrackerStore(Domain.empty())
    assert Agent(tracker_store=configured).tracker_store is configured
    domain = Domain.from_yaml("version: '3.1'\nactions: [action_show_salary]")
    made = rasa.core.actions.action.action_for_name_or_text("action_show_salary", domain, None)
    assert isinstance(made, GuideRemoteAction)
