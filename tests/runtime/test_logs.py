"""No log tells what a visitor said, whatever library logs it and however."""

from __future__ import annotations

import subprocess
import sys

from setup.environment import quiet_environment
from setup.terminal import PROJECT

MARKER = "Xanthippe"

# Run in a process of its own: logging is configured once for a process.
SCRIPT = f"""
import logging, sys, warnings
import structlog
from runtime import logs

logs.configure("DEBUG")
logging.getLogger("rasa.start").warning("before visitors: %s", "plain")
logs.seal()

logging.getLogger("rasa.core").debug("text: {MARKER}")
logging.getLogger("rasa.core").error("text: %s", "{MARKER}")
logging.getLogger("sanic.error").error("text: %(text)s", {{"text": "{MARKER}"}})
logging.getLogger().critical("{MARKER}")
structlog.get_logger("rasa.core.processor").debug("processor.message.parse", parse_data_text="{MARKER}")
structlog.get_logger("rasa.core.processor").debug("{MARKER} said something")
structlog.get_logger("runtime.remote_action").warning("action.failed", action="action_show_salary")
warnings.warn("unknown intent in {MARKER}")
try:
    try:
        int("{MARKER}")
    except ValueError as error:
        raise KeyError("{MARKER}") from error
except KeyError:
    logging.getLogger("rasa.core").exception("failed for {MARKER}")
    structlog.get_logger("rasa.core.x").exception("rest.message.received.failure", text="{MARKER}")
    structlog.get_logger("channels.rest").exception("rest.turn.failed")
logging.getLogger("stores.x").error("written to %s", "someone@plonkmail.org")
structlog.get_logger("channels.rest").warning("rest.refused", body="call (614) 555-0143", action="action_chat")
import threading
thread = threading.Thread(target=int, args=("{MARKER}",))
thread.start()
thread.join()
class Unraisable:
    def __del__(self):
        raise ValueError("{MARKER}")
Unraisable()
late = logging.getLogger("rasa.late")
late.addHandler(logging.StreamHandler(sys.stdout))
late.error("to another handler: {MARKER}")
"""


def test_what_is_said_is_in_no_line() -> None:
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=PROJECT, env=quiet_environment(), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    lines = result.stderr + result.stdout
    # The frames of a traceback quote this script's source only if it is a file; it is not.
    assert MARKER not in lines
    assert "before visitors: plain" in lines
    assert "processor.message.parse" in lines
    assert "action.failed action=action_show_salary" in lines
    assert "rasa.core:<module>" in lines
    assert lines.count("builtins.KeyError") == 3
    assert "builtins.ValueError" in lines
    assert "written to [email]" in lines
    assert "rest.refused body=call [phone] action=action_chat" in lines
    assert lines.count("process.uncaught") == 2


def test_what_nobody_catches_is_told_without_its_words() -> None:
    script = f"from runtime import logs; logs.configure('WARNING'); logs.seal(); int('{MARKER}')"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env=quiet_environment(), capture_output=True, text=True
    )
    assert result.returncode == 1
    assert MARKER not in result.stderr
    assert "process.uncaught" in result.stderr and "builtins.ValueError" in result.stderr


def test_the_running_servers_do_not_log_it_either(servers) -> None:
    sender, text = (
        "secret-person-4711",
        f"my name is {MARKER} Quillfeather, what do data scientists in Ohio earn?",
    )
    servers.say(sender, text)
    servers.say(sender, '/ask_salary{"area": "OH"}')
    servers.post({"sender": sender, "message": 5})
    log = servers.log()
    assert "processor.message.parse" in log, "the assistant does not log at DEBUG"
    for secret in (MARKER, "Quillfeather", "in Ohio", sender):
        assert secret not in log
