"""The settings that the set-up itself looks at; runs under any Python from 3.8."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Dict, Optional

from setup.terminal import PROJECT, SetupError

PRECISIONS = ("int8", "fp32")
_DEFAULT_PORTS = {"GUIDE_PORT": 5005, "GUIDE_ACTIONS_PORT": 5055, "GUIDE_CONSOLE_PORT": 5010}


def assistant_port() -> int:
    """Returns `GUIDE_PORT`, the assistant's port."""
    return _port("GUIDE_PORT")


def actions_port() -> int:
    """Returns `GUIDE_ACTIONS_PORT`, the action server's port."""
    return _port("GUIDE_ACTIONS_PORT")


def actions_host() -> str:
    """Returns `GUIDE_ACTIONS_HOST`: the address that the action server listens on, this machine's own by default."""
    text = os.environ.get("GUIDE_ACTIONS_HOST") or "127.0.0.1"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        # A name could lead anywhere, and the action server asks nobody who they are.
        raise SetupError("GUIDE_ACTIONS_HOST={} is not an IP address, such as 0.0.0.0.".format(text)) from error


def console_port() -> int:
    """Returns `GUIDE_CONSOLE_PORT`, the console's port."""
    return _port("GUIDE_CONSOLE_PORT")


def encoder_precision() -> str:
    """Returns `GUIDE_ENCODER`: int8 or fp32."""
    value = os.environ.get("GUIDE_ENCODER") or PRECISIONS[0]
    if value not in PRECISIONS:
        raise SetupError("GUIDE_ENCODER is {!r}; it must be one of {}.".format(value, ", ".join(PRECISIONS)))
    return value


def knowledge_file() -> Path:
    """Returns `GUIDE_KNOWLEDGE`: where the knowledge database is built and read."""
    return PROJECT / (os.environ.get("GUIDE_KNOWLEDGE") or "build/knowledge.sqlite")


def institutions() -> str:
    """Returns `GUIDE_INSTITUTIONS`: the optional institution file, "none", or "" for the download."""
    return os.environ.get("GUIDE_INSTITUTIONS", "").strip()


def api_token() -> Optional[str]:
    """Returns `GUIDE_API_TOKEN`, or None when the user has set none."""
    return os.environ.get("GUIDE_API_TOKEN") or None


def handoff_key() -> Optional[str]:
    """Returns `GUIDE_HANDOFF_KEY`, or None when the user has set none."""
    return os.environ.get("GUIDE_HANDOFF_KEY") or None


def webchat_secret() -> Optional[str]:
    """Returns `GUIDE_WEBCHAT_SECRET`, or None when the user has set none."""
    return os.environ.get("GUIDE_WEBCHAT_SECRET") or None


def desk_token() -> Optional[str]:
    """Returns `GUIDE_DESK_TOKEN`, or None when the user has set none."""
    return os.environ.get("GUIDE_DESK_TOKEN") or None


def server_settings(token: str) -> Dict[str, str]:
    """Returns what `make run` sets for the servers; REST is on, as the user sits at this machine."""
    return {
        "GUIDE_PORT": str(assistant_port()),
        "GUIDE_REST": os.environ.get("GUIDE_REST") or "1",
        "GUIDE_API_TOKEN": token,
        "GUIDE_ACTIONS_URL": "http://127.0.0.1:{}/webhook".format(actions_port()),
    }


def _port(variable: str) -> int:
    text = os.environ.get(variable) or str(_DEFAULT_PORTS[variable])
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError("{}={} is not a port (1 to 65535).".format(variable, text))
    return int(text)
