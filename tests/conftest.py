"""What several tests need: the built things, the running servers, and no network but this machine's own."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sanic.app  # noqa: F401  turns deprecation warnings on when imported; now, so that pytest's filters come later

from setup import products
from tests.guide import Guide, running_guide
from tests.widget.site import serving

# Later groups need more to be built or started; a mistake that a quick test finds shows first.
_SLOW_FIXTURES = ("knowledge_database", "encoder_path", "spacy_pipeline", "trained_model", "servers")


def pytest_configure(config: pytest.Config) -> None:
    """Sets what every test and every process started by one must see."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs quick tests first, then those that need ever more of what is built."""
    items.sort(key=_slowness)


def _slowness(item: pytest.Item) -> int:
    names = getattr(item, "fixturenames", ())
    return max((index + 1 for index, name in enumerate(_SLOW_FIXTURES) if name in names), default=0)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Lets tests reach this machine alone."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, _only_local(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _only_local_names(socket.getaddrinfo))
        yield


def _only_local(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise OSError(f"a test wanted to reach {address[0]}; tests do without the network")
        return method(self, address)

    return guarded


def _only_local_names(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *arguments: Any, **keywords: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and not _is_local(name):
            raise socket.gaierror(f"a test wanted to find {name}; tests do without the network")
        return resolve(host, *arguments, **keywords)

    return guarded


def _is_local(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session")
def knowledge_database() -> Path:
    """The knowledge database, built if stale."""
    return products.ensure("knowledge")[0]


@pytest.fixture(scope="session")
def encoder_path() -> Path:
    """The folder of the sentence encoder, built if stale."""
    return products.ensure("encoder")[0].parent


@pytest.fixture(scope="session")
def spacy_pipeline() -> Path:
    """The folder of the spaCy pipeline, built if stale."""
    return products.ensure("spacy")[0]


@pytest.fixture(scope="session")
def trained_model(knowledge_database: Path) -> Path:
    """The trained model, trained if stale; once for all tests."""
    return products.ensure("model")[0]


@pytest.fixture(scope="session")
def widget_file() -> Path:
    """The built widget, built if stale."""
    return products.ensure("widget")[0]


@pytest.fixture(scope="session")
def servers(trained_model: Path, widget_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """The real assistant and action server on free ports, with a database of their own."""
    with running_guide(tmp_path_factory.mktemp("guide"), trained_model) as guide:
        yield guide


@pytest.fixture(scope="session")
def site(servers: Guide) -> Iterator[str]:
    """The origin of a website that embeds the widget."""
    with serving(servers.site, servers.webchat):
        yield servers.site
