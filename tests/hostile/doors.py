"""Every address that somebody can knock at, with what an honest request carries there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from tests.channels.platforms import SETTINGS
from tests.channels.visitor import Visitor
from tests.guide import DESK_TOKEN, Guide
from tests.hostile.fuzz import Door

EVENT = {"event": "slot", "name": "area", "value": "TX", "timestamp": 1.0}
# Rasa's own interface: docs/reference/security.md says what is open of it.
RASA = (
    ("GET", "/", None),
    ("GET", "/version", None),
    ("GET", "/status", None),
    ("GET", "/domain", None),
    ("GET", "/conversations/webchat:x/tracker", None),
    ("GET", "/conversations/webchat:x/story", None),
    ("POST", "/conversations/webchat:x/tracker/events", [EVENT]),
    ("PUT", "/conversations/webchat:x/tracker/events", [EVENT]),
    ("POST", "/conversations/webchat:x/execute", {"name": "utter_greet"}),
    ("POST", "/conversations/webchat:x/trigger_intent", {"name": "greet", "entities": {}}),
    ("POST", "/conversations/webchat:x/predict", None),
    ("POST", "/conversations/webchat:x/messages", {"text": "hello", "sender": "user"}),
    ("POST", "/model/train", {"config": "language: en", "nlu": "", "domain": ""}),
    ("POST", "/model/test/stories", {"stories": ""}),
    ("POST", "/model/test/intents", {"nlu": ""}),
    ("POST", "/model/predict", [EVENT]),
    ("POST", "/model/parse", {"text": "hello", "message_id": "1"}),
    ("PUT", "/model", {"model_file": "models/none.tar.gz"}),
    ("DELETE", "/model", None),
)


def webchat(guide: Guide, visitor: Visitor | None) -> Iterator[Door]:
    """Yields the calls of the webchat API, with a visitor's token or none."""
    headers = {"Origin": guide.site}
    if visitor is not None:
        headers |= {"Authorization": f"Bearer {visitor.token}", "X-Forwarded-For": visitor.address}
    said = {"client_id": str(uuid.uuid4()), "text": "hello"}
    pressed = {"client_id": str(uuid.uuid4()), "payload": visitor.payload("What is the job?") if visitor else "x"}
    rated = {"message_id": visitor.messages[0]["id"] if visitor else "1", "value": "up", "comment": "good"}
    for method, path, body in (
        ("POST", "/sessions", {}),
        ("POST", "/sessions/renew", {}),
        ("POST", "/messages", said),
        ("POST", "/messages", pressed),
        ("GET", "/messages", None),
        ("POST", "/feedback", rated),
        ("OPTIONS", "/messages", None),
        ("GET", "/widget.js", None),
        ("GET", "/demo", None),
        ("GET", "/health", None),
    ):
        yield Door(guide.base, method, f"/webhooks/webchat{path}", body, headers)


def rasa(guide: Guide, token: str | None) -> Iterator[Door]:
    """Yields Rasa's own interface, with its token or none, and readiness."""
    for method, path, body in RASA:
        yield Door(guide.base, method, path + (f"?token={token}" if token else ""), body)
    yield Door(guide.base, "GET", "/ready")


def others(guide: Guide) -> Iterator[Door]:
    """Yields REST, the platforms' webhooks, honest ones by their signature and not, and the desk's calls."""
    rest = {"sender": "hostile", "message": "hello", "message_id": "1"}
    yield Door(guide.base, "GET", "/webhooks/rest/")
    yield Door(guide.base, "POST", "/webhooks/rest/webhook", rest)
    for name in ("telegram", "slack", "messenger", "sms", "whatsapp"):
        sent = {
            "From": "+15551234567",
            "To": "+15550001111",
            "Body": "hello",
            "MessageSid": "SM1",
            "message": {"text": ""},
        }
        headers = {"X-Telegram-Bot-Api-Secret-Token": SETTINGS["GUIDE_TELEGRAM_SECRET"]}
        path = f"/webhooks/{name}/webhook"
        yield Door(guide.base, "POST", path, sent, headers, form=name in ("sms", "whatsapp"))
        yield Door(guide.base, "GET", path)
    desk = {"sender": "webchat:x", "by": "ana", "text": "hello", "id": str(uuid.uuid4()), "how": "resolved"}
    for path in ("left", "claim", "answer", "back"):
        yield Door(guide.base, "POST", f"/webhooks/desk/{path}", desk, {"Authorization": f"Bearer {DESK_TOKEN}"})


def actions(guide: Guide) -> Iterator[Door]:
    """Yields the action server's addresses."""
    call = {
        "next_action": "action_show_salary",
        "sender_id": "webchat:x",
        "tracker": {
            "sender_id": "webchat:x",
            "slots": {},
            "events": [],
            "latest_message": {"text": "hi", "intent": {}},
        },
        "version": "3.6.21",
    }
    yield Door(guide.actions, "POST", "/webhook", call)
    yield Door(guide.actions, "GET", "/health")
    yield Door(guide.actions, "GET", "/actions")
