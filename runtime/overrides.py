"""Puts our classes in the place of Rasa's where Rasa 3.6 has no way to configure it."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.utils.common import all_subclasses

from runtime.copies import ForLogs, OfSlots
from runtime.graph_runner import PlannedGraphRunner
from runtime.processor import GuideProcessor
from runtime.remote_action import GuideRemoteAction
from runtime.rule_policy import RulePolicy
from runtime.settings import Settings
from runtime.tracker_store import AsConfigured


@dataclass(frozen=True)
class Override:
    """What of Rasa is replaced by which class of ours, and the Rasa code that this rests on.

    Attributes:
        places: the dotted names that are rebound; Rasa looks each up when it is used.
        rests_on: name of a function or class to the fingerprint of the source that ours was written for.
    """

    replacement: Callable[..., Any]
    places: tuple[str, ...]
    rests_on: dict[str, str]


# Rasa walks through the kinds of events and slots anew for each event that it reads.
known_subclasses = cache(all_subclasses)


def is_empty(domain: Domain) -> bool:
    """Stands where Rasa builds an empty domain for each message, to see that ours is another."""
    return bool(domain.as_dict() == _nothing())


@cache
def _nothing() -> dict[str, Any]:
    return dict(Domain.empty().as_dict())


def leave_cors_to_channels(app: Any, cors_origins: Any = None) -> None:
    """Stands where Rasa answers every preflight itself, with one list of sites for all channels and the API."""


OVERRIDES = (
    Override(
        leave_cors_to_channels,
        ("rasa.server.configure_cors",),
        {
            "rasa.server:configure_cors": "e4e4ab820839e1dc",
            "rasa.server:create_app": "68937e27a8f28f59",
            "rasa.core.run:_create_app_without_api": "157de5d2059267d7",
        },
    ),
    Override(
        GuideRemoteAction,
        ("rasa.core.actions.action.RemoteAction", "rasa.core.actions.forms.RemoteAction"),
        {
            "rasa.core.actions.action:RemoteAction": "5ff723a595d84588",
            "rasa.core.actions.action:action_for_name_or_text": "fd92718eee28b63c",
            "rasa.core.actions.action:ActionExtractSlots._run_custom_action": "108c98b5f34a118c",
            "rasa.core.actions.forms:FormAction.validate_slots": "ffe3b55fc8e12a0e",
            "rasa.core.processor:MessageProcessor._run_action": "8934e0478d625d38",
            "rasa.utils.endpoints:EndpointConfig.request": "cf9f67a489b9f34b",
        },
    ),
    Override(
        GuideProcessor,
        ("rasa.core.agent.MessageProcessor",),
        {
            "rasa.core.processor:MessageProcessor._should_handle_message": "1b7517ce014f0aef",
            "rasa.core.processor:MessageProcessor._handle_message_with_tracker": "81792cda93ae34ae",
            "rasa.core.processor:MessageProcessor._run_prediction_loop": "598b7803cd579c6c",
            "rasa.core.agent:Agent.load_model": "39f73f15d4481825",
        },
    ),
    Override(
        PlannedGraphRunner,
        ("rasa.core.processor.DaskGraphRunner",),
        {
            "rasa.engine.runner.dask:DaskGraphRunner": "9e01dbad71c82a98",
            "rasa.core.processor:MessageProcessor._load_model": "f397efc7b3e7021c",
        },
    ),
    Override(
        known_subclasses,
        ("rasa.shared.utils.common.all_subclasses",),
        {
            "rasa.shared.utils.common:all_subclasses": "7ba3d7bf4b4f3836",
            "rasa.shared.core.events:Event.resolve_by_type": "83e4b34b3e1a87e5",
        },
    ),
    Override(
        RulePolicy,
        ("rasa.core.policies.rule_policy.RulePolicy",),
        {
            "rasa.core.policies.rule_policy:RulePolicy": "cbeb7da86f3a36e1",
            "rasa.core.featurizers.tracker_featurizers:TrackerFeaturizer._choose_last_user_input": "816cd8344b0ffdfe",
        },
    ),
    Override(
        ForLogs,
        ("rasa.core.processor.copy", "rasa.core.actions.forms.copy", "rasa.core.policies.rule_policy.copy"),
        {
            "rasa.core.processor": "54fb25b2206f2fa9",
            "rasa.core.actions.forms": "65ea3d056d480994",
            "rasa.core.policies.rule_policy": "0d14344d1c852568",
        },
    ),
    Override(
        OfSlots,
        ("rasa.shared.core.trackers.copy",),
        {"rasa.shared.core.trackers": "291f7770f011fcdd", "rasa.shared.core.slots": "f76ac5ba47ba17e9"},
    ),
    Override(
        is_empty,
        ("rasa.shared.core.domain.Domain.is_empty",),
        {
            "rasa.shared.core.domain:Domain.is_empty": "f3fc99131bbda1f2",
            "rasa.shared.core.domain:Domain.empty": "7e02efe93a8ffcf1",
        },
    ),
    Override(
        AsConfigured,
        ("rasa.core.agent.FailSafeTrackerStore",),
        {
            "rasa.core.tracker_store:FailSafeTrackerStore": "58ce3c5d1fe26d35",
            "rasa.core.agent:Agent._create_tracker_store": "79fd129ae3d0014c",
            "rasa.core.processor:MessageProcessor.handle_message": "90c0416ccff9e87c",
        },
    ),
)


def install(settings: Settings) -> None:
    """Rebinds every name of OVERRIDES; a second call changes nothing but the time limit."""
    GuideRemoteAction.timeout = settings.action_timeout
    GuideRemoteAction.takes_messages = settings.store.handoff_key is not None
    GuideRemoteAction.has_desk = settings.desk_token is not None
    for override in OVERRIDES:
        for place in override.places:
            owner, _, name = place.rpartition(".")
            setattr(resolve_name(owner), name, override.replacement)


def fingerprint(source: Any) -> str:
    """Returns a short hash of the source of a function or class, blank lines and trailing space aside."""
    lines = (line.rstrip() for line in inspect.getsource(source).splitlines())
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()[:16]
