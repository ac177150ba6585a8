"""Who waits, as the console copies and shows it; and that the team is told of it, once, without a visitor's words."""

from __future__ import annotations

import asyncore
import hashlib
import hmac
import json
import smtpd
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from console import desk, desk_notices
from console.desk_environment import read as read_settings
from console.models import Access, Conversation, Notice, Request
from stores.database import open_database
from stores.handoff import handoff_request

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
OpenFor = Callable[..., Client]
SECRET = "a webhook secret 31415926"


@pytest.fixture
def wait(conversations: str) -> Callable[..., int]:
    """Puts somebody into the store's queue and returns the request's id."""

    def add(name: str, kind: str, at: float, by: str | None = None) -> int:
        row = {"sender_id": f"rest:console-{name}", "kind": kind, "at": at, "claimed_by": by, "claimed_at": by and at}
        row |= {"state": "claimed" if by else "open"}
        return open_database(conversations).write_now(
            lambda connection: connection.execute(handoff_request.insert().values(row)).inserted_primary_key[0]
        )

    return add


@pytest.fixture(autouse=True)
def _nobody_yet(conversations: str) -> None:
    """The assistant's own talk has put people into the queue; each test begins without."""
    open_database(conversations).write_now(lambda connection: connection.execute(handoff_request.delete()))


@pytest.fixture
def configure(settings: Any) -> Callable[..., None]:
    def use(**variables: str) -> None:
        settings.GUIDE = replace(settings.GUIDE, desk=read_settings(variables))

    return use


def test_distress_first_then_who_waits_longest_a_row_a_conversation(wait, of: Of, login: OpenFor) -> None:
    for name, kind, at in (("ana", "person", 50.0), ("cyn", "person", 10.0), ("ana", "message", 20.0)):
        wait(name, kind, at)
    wait("bob", "distress", 90.0)
    wait("dan", "message", 5.0, by="lea")
    of("ana")
    assert [row.conversation for row in desk.queue()] == [of("bob"), of("dan"), of("cyn"), of("ana")]
    assert desk.waiting() == 3
    page = login("reviewer").get("/desk/").content.decode()
    places = [page.index(of(name).alias) for name in ("bob", "cyn", "ana", "dan")]
    assert places == sorted(places)
    assert "i want to kill myself" in page and "with lea" in page
    assert "GUIDE_DESK_TOKEN" in page, "it says that nobody can answer yet, and why"


def test_the_copy_follows_claims_and_ends(wait, of: Of, read, conversations: str) -> None:
    number = wait("ana", "person", 1.0)
    assert desk.of(of("ana")).by == ""
    change = handoff_request.update().values(state="claimed", claimed_by="rita", claimed_at=2.0)
    open_database(conversations).write_now(lambda connection: connection.execute(change))
    read()
    assert desk.of(of("ana")).by == "rita"
    gone = handoff_request.delete().where(handoff_request.c.id == number)
    open_database(conversations).write_now(lambda connection: connection.execute(gone))
    read()
    assert not Request.objects.exists()


def test_without_the_assistant_nothing_is_said_to_be_sent(wait, of: Of, login: OpenFor, configure) -> None:
    wait("ana", "person", 1.0, by="reviewer")
    alias = of("ana").alias
    configure(GUIDE_DESK_TOKEN="b41f7c0e92d85a63", GUIDE_ASSISTANT_URL="http://127.0.0.1:9")
    client = login("reviewer")
    page = client.post(f"/desk/{alias}/answer/", {"text": "hello <there>", "key": "nonsense"}).content.decode()
    assert "did not answer. Nothing is lost" in page
    assert "hello &lt;there&gt;</textarea>" in page, "the words are still in the field"
    assert "It cannot be read now" in page
    assert client.post(f"/desk/{alias}/answer/", {"text": "  "}, follow=True).content.decode().count("needs words") == 1
    whats = list(Access.objects.values_list("what", flat=True))
    assert "answer" not in whats and "claim" not in whats


def test_only_leads_take_a_conversation_from_somebody_else(wait, of: Of, login: OpenFor) -> None:
    wait("ana", "person", 1.0, by="rita")
    address = f"/desk/{of('ana').alias}/back/"
    form = {"how": "returned", "instead_of": "rita"}
    assert login("reviewer").post(address, form).status_code == 403
    assert login("lead").post(address, form).status_code == 302


class _Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        self.taken.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answers.pop(0))
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Any]:
    """A webhook's receiver that answers with the statuses in `answers` and keeps what it was sent in `taken`."""
    handler = type("Handler", (_Receiver,), {"answers": [], "taken": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    handler.address = f"http://127.0.0.1:{server.server_port}/hook"
    yield handler
    server.shutdown()
    server.server_close()


def test_a_webhook_is_told_once_signed_and_again_if_it_failed(wait, of: Of, read, receiver, configure) -> None:
    configure(GUIDE_DESK_WEBHOOK=receiver.address, GUIDE_DESK_WEBHOOK_SECRET=SECRET)
    receiver.answers += [500, 302, 204, 204]
    wait("ana", "person", 1.0)
    wait("bob", "distress", 2.0)
    alias = of("bob").alias
    for expected in ([500, 302], [204, 204], []):
        Notice.objects.exclude(due_at=None).update(due_at=0)
        before = len(receiver.taken)
        desk_notices.send_due()
        assert len(receiver.taken) - before == len(expected)
        read()
    bodies = [json.loads(body) for _, body in receiver.taken]
    assert [body["kind"] for body in bodies] == ["distress", "person"] * 2
    assert bodies[0] == bodies[2], "it is told again with the same id"
    assert set(bodies[0]) == {"event", "id", "alias", "kind", "at", "url"}
    assert bodies[0]["alias"] == alias and bodies[0]["url"].endswith(f"/desk/{alias}/")
    headers, body = receiver.taken[0]
    at, signed = headers["X-Guide-Signature"].removeprefix("t=").split(",v1=")
    assert signed == hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert not Notice.objects.exclude(due_at=None).exists()


def test_a_receiver_that_is_not_there_is_asked_later_each_time(wait, of: Of, configure) -> None:
    configure(GUIDE_DESK_WEBHOOK="http://127.0.0.1:9/hook", GUIDE_DESK_WEBHOOK_SECRET=SECRET)
    wait("ana", "person", 1.0)
    of("ana")
    pauses = []
    for _ in range(3):
        Notice.objects.update(due_at=0)
        desk_notices.send_due()
        desk_notices.send_due()
        notice = Notice.objects.get()
        pauses.append(notice.due_at)
        assert notice.failure == "ConnectionError"
    assert pauses[0] + 15 < pauses[1] + 10 < pauses[2]
    Notice.objects.update(due_at=0, tries=desk_notices.MOST_TRIES - 1)
    desk_notices.send_due()
    assert Notice.objects.get().due_at is None, "it is given up"


def test_mail_says_an_alias_and_a_kind(wait, of: Of, configure, settings: Any) -> None:
    taken: list[bytes] = []

    class Server(smtpd.SMTPServer):
        def process_message(self, peer: Any, sender: str, to: list[str], data: bytes, **_: Any) -> None:
            taken.append(f"{sender} {to}\n".encode() + data)

    warnings.simplefilter("ignore")
    server = Server(("127.0.0.1", 0), None)
    port = server.socket.getsockname()[1]
    thread = threading.Thread(target=asyncore.loop, kwargs={"timeout": 0.1, "map": None}, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", port, "guide@school.edu"
    configure(
        GUIDE_DESK_MAIL="desk@school.edu, lead@school.edu",
        GUIDE_MAIL_SERVER=f"smtp://127.0.0.1:{port}",
        GUIDE_MAIL_FROM="guide@school.edu",
    )
    wait("bob", "distress", 2.0)
    alias = of("bob").alias
    desk_notices.send_due()
    server.close()
    (mail,) = taken
    assert f"Subject: Visitor {alias}: in distress".encode() in mail
    assert b"desk@school.edu" in mail and b"lead@school.edu" in mail and f"/desk/{alias}/".encode() in mail
    assert b"kill" not in mail


@pytest.mark.parametrize(
    "variables",
    [
        {"GUIDE_DESK_WEBHOOK": "http://hooks.example.org/x", "GUIDE_DESK_WEBHOOK_SECRET": SECRET},
        {"GUIDE_DESK_WEBHOOK": "https://hooks.example.org/x"},
        {"GUIDE_DESK_WEBHOOK": "https://hooks.example.org/x", "GUIDE_DESK_WEBHOOK_SECRET": "a" * 30},
        {"GUIDE_DESK_MAIL": "desk@school.edu"},
        {"GUIDE_DESK_MAIL": "desk at school", "GUIDE_MAIL_SERVER": "smtp://h", "GUIDE_MAIL_FROM": "a@b.c"},
        {"GUIDE_MAIL_SERVER": "http://mail.example.org"},
        {"GUIDE_MAIL_SERVER": "smtp://mail.example.org:99999"},
        {"GUIDE_ASSISTANT_URL": "assistant:5005"},
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(variables: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="GUIDE_") as refused:
        read_settings(variables)
    assert SECRET not in str(refused.value)


def test_mail_is_encrypted_on_its_way() -> None:
    def server(address: str) -> Any:
        return read_settings({"GUIDE_MAIL_SERVER": address}).mail_server

    assert server("smtp://u:p%40ss@mail.example.org").is_starttls
    assert server("smtp://u:p%40ss@mail.example.org").password == "p@ss"
    assert (server("smtps://mail.example.org").is_tls, server("smtps://mail.example.org").port) == (True, 465)
    assert not server("smtp://localhost:25").is_starttls
