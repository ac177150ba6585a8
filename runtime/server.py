"""Builds and runs the assistant's HTTP server from the settings."""

from __future__ import annotations

import asyncio
import gc
import os
from asyncio import AbstractEventLoop

import rasa.core.agent
import rasa.core.run
import rasa.utils.common
import structlog
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

import secrecy
from runtime import action_calls, configuration, http_api, left_out, logs, overrides
from runtime.metrics import Metrics
from runtime.readiness import Readiness
from runtime.settings import PROJECT, Settings, SettingsError
from runtime.stopping import Stopping
from runtime.strict_request import StrictRequest
from stores import handoff, retention
from stores.conversations import Conversations
from stores.database import Database, open_database
from stores.errors import DatabaseRefused, StoreUnavailable
from stores.servers import servers_at
from stores.tracker_store import ConversationStore

log = structlog.get_logger(__name__)

LARGEST_BODY_BYTES = 1 << 20
SWEEP_SECONDS = 3600.0


def serve(settings: Settings) -> None:
    """Runs until the process is told to stop; raises SettingsError for settings that cannot work."""
    left_out.seal()
    use_handoff_key(settings)
    handoff.use_desk(settings.desk_token is not None)
    credentials, endpoints = write_configuration(settings)
    overrides.install(settings)
    if settings.crash_point is not None:
        # Not there otherwise, not even imported.
        from runtime import crash_points

        crash_points.install(*settings.crash_point)
    app = build_app(settings, str(credentials), str(endpoints))
    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, debug=False)


def use_handoff_key(settings: Settings) -> None:
    """Hands the key of left messages to the store; raises SettingsError for one that protects nothing."""
    try:
        handoff.use_keys(settings.store.handoff_key)
    except ValueError as error:
        weak = "GUIDE_HANDOFF_KEY is too weak, or is not 64 hexadecimal digits"
        raise SettingsError(f"{weak}. {secrecy.ADVICE}") from error


def write_configuration(settings: Settings) -> tuple[str, str]:
    """Writes the credentials and endpoints of this run and returns their paths.

    Raises:
        SettingsError: for a channel that has some of its variables and not all.
    """
    template = (PROJECT / "credentials.yml").read_text(encoding="utf-8")
    half_set = configuration.half_set(template, {**os.environ, **settings.variables()}, given=os.environ)
    if half_set:
        lacking = "; ".join(f"{block} lacks {', '.join(names)}" for block, names in half_set.items())
        raise SettingsError(f"A channel is half set up: {lacking}. `make channels` says more.")
    os.environ.update(settings.variables())
    written = []
    for name in ("credentials.yml", "endpoints.yml"):
        target = settings.run_directory / name
        configuration.write(PROJECT / name, target, os.environ)
        written.append(str(target))
    return written[0], written[1]


def build_app(settings: Settings, credentials: str, endpoints_file: str) -> Sanic:
    """Returns Rasa's Sanic application with our channels; the model is loaded when it starts."""
    try:
        channels = rasa.core.run.create_http_input_channels(None, credentials)
    except ValueError as error:
        # what a connector of ours says of its settings
        raise SettingsError(str(error)) from error
    if not channels and not settings.api_token:
        raise SettingsError("Nobody could talk to the assistant: set GUIDE_REST=1 or configure a channel.")
    database = _open(settings)
    endpoints = AvailableEndpoints.read_endpoints(endpoints_file)
    app = rasa.core.run.configure_app(
        channels,
        cors=None,
        auth_token=settings.api_token,
        enable_api=settings.api_token is not None,
        port=settings.port,
        endpoints=endpoints,
    )
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY_BYTES
    app.ctx.conversations = Conversations(database, servers_at(settings.store.locks))
    app.request_class = StrictRequest
    app.add_route(Readiness(database, settings.actions_url).answer, "/ready", methods=["GET"], name="ready")
    Stopping(app, app.ctx.conversations)
    http_api.guard(app, settings.api_token)
    metrics = Metrics()
    metrics.watch(app.ctx.conversations, database)
    app.config.PROXIES_COUNT = settings.proxies or None
    logs.take_over(["sanic.root", "sanic.error", "sanic.access"])

    async def load(app: Sanic, loop: AbstractEventLoop) -> None:
        app.ctx.agent = await rasa.core.agent.load_agent(str(settings.model), endpoints=endpoints, loop=loop)
        if not app.ctx.agent.is_ready():
            # Rasa would serve without a model and answer every message with silence.
            raise SettingsError(f"The model {settings.model} could not be loaded; `make train` makes a new one.")
        if not isinstance(app.ctx.agent.tracker_store, ConversationStore):
            # Rasa takes its store in memory when it cannot make the configured one.
            raise SettingsError("The conversation store of endpoints.yml could not be made.")
        logs.seal()
        # What is loaded now stays: searching it for garbage takes 0.3 s each time.
        gc.collect()
        gc.freeze()
        if settings.metrics_port is not None:
            metrics.serve(settings.host, settings.metrics_port)
        log.info("server.ready", port=settings.port)

    async def close(app: Sanic, loop: AbstractEventLoop) -> None:
        await action_calls.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")
    app.add_task(_sweep_now_and_then(database, settings.store.retention_days))
    return app


def _open(settings: Settings) -> Database:
    try:
        return open_database(settings.store.database, settings.store.patience)
    except DatabaseRefused as error:
        raise SettingsError(str(error)) from error


async def _sweep_now_and_then(database: Database, days: float) -> None:
    while True:
        try:
            await retention.sweep(database, days)
        except StoreUnavailable:
            log.warning("retention.postponed")
        await asyncio.sleep(SWEEP_SECONDS)
