"""Puts our classes in the place of Rasa's where Rasa 3.6 has no way to configure it."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from rasa.shared.utils.common import all_subclasses

from runtime.graph_runner import PlannedGraphRunner
from runtime.processor import GuideProcessor
from runtime.remote_action import GuideRemoteAction
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
            module, _, name = place.rpartition(".")
            setattr(import_module(module), name, override.replacement)


def fingerprint(source: Any) -> str:
    """Returns a short hash of the source of a function or class, blank lines and trailing space aside."""
    lines = (line.rstrip() for line in inspect.getsource(source).splitlines())
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()[:16]
