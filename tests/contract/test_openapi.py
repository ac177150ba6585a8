"""docs/reference/openapi.yaml has every address of the running assistant that is open to somebody, and no other."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
from pathlib import Path

import schemathesis
import yaml
from django.urls import resolve

from channels.webchat_pages import read_widget
from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.channels.platforms import SETTINGS

DOCUMENT = PROJECT / "docs" / "reference" / "openapi.yaml"
# The very application that serves, before it loads the model, and which of Rasa's own addresses it closes.
_ROUTES = """
import json, os
from runtime import left_out, settings
read = settings.read(os.environ)
left_out.leave_out(left_out.components_of(read.model))
from runtime import http_api, server
app = server.build_app(read, *server.write_configuration(read))
named = http_api.OPEN | set(http_api._WITH_TOKEN)
routes = [(method, route.path) for route in app.router.routes for method in route.methods]
print(json.dumps([(*route, route[1].startswith(http_api.CHANNELS) or route in named) for route in routes]))
"""
# OPTIONS and HEAD are told of in words.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(model: Path, folder: Path) -> list[tuple[str, str, bool]]:
    """Returns method and path of each route, with everything opened, and whether it is let through."""
    environment = {
        **quiet_environment(),
        **SETTINGS,
        "GUIDE_REST": "1",
        "GUIDE_MODEL": str(model),
        "GUIDE_DATABASE": str(folder / "conversations.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(folder / "run"),
        **{f"GUIDE_{name}": secrets.token_hex(32) for name in ("API_TOKEN", "DESK_TOKEN", "WEBCHAT_SECRET")},
    }
    command = [sys.executable, "-c", _ROUTES]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [tuple(route) for route in json.loads(done.stdout.splitlines()[-1])]


def as_documented(path: str) -> str:
    """Returns a route's path as OpenAPI writes it: {name} for a part, and no difference made by a last slash."""
    widget = read_widget()
    path = path.replace(widget.hash, "{hash}") if widget else path
    return re.sub(r"<(\w+):\w+>", r"{\1}", path).strip("/")


def test_the_document_has_every_open_address_and_no_other(
    trained_model: Path, widget_file: Path, tmp_path: Path
) -> None:
    paths = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    documented = {
        (method.upper(), path.strip("/"))
        for path, methods in paths.items()
        for method in methods
        # What another port serves has servers of its own.
        if "servers" not in methods
    }
    found = routes(trained_model, tmp_path)
    assert {(method, as_documented(path)) for method, path, is_open in found if is_open and method in _METHODS} == (
        documented
    )
    assert {path for _, path, is_open in found if not is_open} >= {"domain", "model/train", "model/test/stories"}


def test_the_document_is_one_of_openapi() -> None:
    schemathesis.openapi.from_path(DOCUMENT).validate()


def test_what_the_console_serves_is_there() -> None:
    paths = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    elsewhere = [path for path, methods in paths.items() if "servers" in methods]
    assert [resolve(path, urlconf="console.urls").route for path in elsewhere] == ["metrics", "live"]
