"""Tells the team that somebody waits: by webhook, by mail, with an alias and a kind and never a visitor's words."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from smtplib import SMTPException

import requests
from django.conf import settings
from django.core.mail import send_mail
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from console.models import Notice, Request

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# After a failure; doubled each time, up to the longest, until the tries are used up (about a day).
FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 3600.0
MOST_TRIES = 32
TIMEOUT_SECONDS = 10.0
_KIND_WORDS = {kind: words.lower() for kind, words in Request.KINDS.items()}


class NoticeError(Exception):
    """A notice was not taken; the text is a short code and repeats no address."""


def run(stop: threading.Event) -> None:
    """Sends what is due until `stop` is set."""
    while not stop.is_set():
        try:
            send_due()
        except DatabaseError as error:
            log.error("the console's own database: %s", type(error).__name__)
            close_old_connections()
        stop.wait(POLL_SECONDS)
    connection.close()


def send_due() -> None:
    """Sends every notice whose time has come, distress first; one that is not taken is due again later."""
    due = Notice.objects.filter(due_at__lte=time.time())
    for notice in sorted(due, key=lambda notice: (notice.kind != Request.DISTRESS, notice.at)):
        try:
            _SEND[notice.way](notice)
            changes: dict[str, object] = {"due_at": None, "failure": ""}
        except NoticeError as error:
            log.warning("a notice (%s) was not taken: %s", notice.way, error)
            pause = min(FIRST_PAUSE_SECONDS * 2**notice.tries, LONGEST_PAUSE_SECONDS)
            is_last = notice.tries + 1 >= MOST_TRIES
            changes = {"due_at": None if is_last else time.time() + pause, "failure": str(error)[:64]}
        Notice.objects.filter(pk=notice.pk).update(tries=notice.tries + 1, **changes)


def signature(secret: str, at: int, body: bytes) -> str:
    """Returns the header `X-Guide-Signature`: the time, and an HMAC-SHA256 over the time, a point and the body."""
    signed = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def _by_webhook(notice: Notice) -> None:
    desk = settings.GUIDE.desk
    body = json.dumps({"event": "visitor.waiting", "id": notice.request, **_said(notice)}).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Guide-Signature": signature(desk.webhook_secret, int(time.time()), body),
    }
    try:
        answer = requests.post(
            desk.webhook, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
        )
        answer.close()
    except requests.RequestException as error:
        raise NoticeError(type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise NoticeError(f"status {answer.status_code}")


def _by_mail(notice: Notice) -> None:
    said = _said(notice)
    words = _KIND_WORDS.get(notice.kind, notice.kind)
    text = f"Visitor {notice.alias} {words} at {said['at']}.\n\n{said['url']}\n"
    try:
        send_mail(f"Visitor {notice.alias}: {words}", text, None, settings.GUIDE.desk.mail_to)
    except (SMTPException, OSError) as error:
        raise NoticeError(type(error).__name__) from None


def _said(notice: Notice) -> dict[str, str]:
    guide = settings.GUIDE
    at = datetime.fromtimestamp(notice.at, timezone.utc).isoformat(timespec="seconds")
    base = guide.url or f"http://{guide.host}:{guide.port}"
    return {"alias": notice.alias, "kind": notice.kind, "at": at, "url": f"{base}/desk/{notice.alias}/"}


_SEND: dict[str, Callable[[Notice], None]] = {Notice.WEBHOOK: _by_webhook, Notice.MAIL: _by_mail}
