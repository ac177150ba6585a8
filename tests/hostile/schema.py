"""Requests that schemathesis makes from docs/reference/openapi.yaml, with every key and with none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import hypothesis
import requests
import schemathesis
from multidict import MultiDict
from requests.auth import AuthBase
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from twilio.request_validator import RequestValidator

from setup.terminal import PROJECT
from tests.channels.platforms import ALL, PUBLIC_URL, SETTINGS, Sms
from tests.channels.visitor import Visitor
from tests.guide import DESK_TOKEN, Guide

DOCUMENT = PROJECT / "docs" / "reference" / "openapi.yaml"
SECONDS = 60.0
# The statuses that any call may have; the document tells them once, in words.
ANY_CALL = (400, 404, 405, 413)


@dataclass(frozen=True)
class Answered:
    """A request and what came of it.

    Attributes:
        key: whether it had the key that the operation needs; None where none is needed.
        wrong: in what the answer differs from the document, "" in nothing.
    """

    label: str
    key: bool | None
    status: int
    body: bytes
    wrong: str


class Signed(AuthBase):
    """Signs whatever body as a platform does, for the address that it knows."""

    def __init__(self, name: str) -> None:
        self._platform = ALL[name]

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Adds the headers with which the platform signs."""
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        if isinstance(self._platform, Sms):
            address = urlsplit(str(request.url))
            url = PUBLIC_URL + address.path + ("?" if address.path.endswith("/status") else "") + address.query
            fields = MultiDict(parse_qsl(content.decode(errors="replace"), keep_blank_values=True))
            signer = RequestValidator(SETTINGS["GUIDE_TWILIO_TOKEN"])
            request.headers[self._platform.signature_header] = signer.compute_signature(url, fields)
            return request
        signed = self._platform.signed(content).headers
        request.headers.update({name: value for name, value in signed.items() if name != "Content-Type"})
        return request


class Holder(AuthBase):
    """Has a key that stands in a header or in the address."""

    def __init__(self, headers: dict[str, str], query: dict[str, str]) -> None:
        self._headers, self._query = headers, query

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Adds the key."""
        request.headers.update(self._headers)
        if self._query:
            request.prepare_url(request.url, self._query)
        return request


def key_for(operation: APIOperation, guide: Guide, visitor: Callable[[], Visitor], token: str) -> AuthBase | None:
    """Returns what lets an honest request in; None where nothing is needed."""
    needed = [name for scheme in operation.definition.raw.get("security", []) for name in scheme]
    if not needed:
        return None
    if needed == ["session"]:
        return Holder({"Authorization": f"Bearer {visitor().token}"}, {})
    if needed == ["desk"]:
        return Holder({"Authorization": f"Bearer {DESK_TOKEN}"}, {})
    if needed == ["api"]:
        return Holder({}, {"token": token})
    return Signed(operation.path.split("/")[2])


def sent(guide: Guide, visitor: Callable[[], Visitor], token: str, each: int) -> Iterator[Answered]:
    """Sends requests of every operation, good and bad ones, with its key and without; `each` of a kind.

    The same requests each time: nothing in them is left to chance.
    """
    schema = schemathesis.openapi.from_path(DOCUMENT)
    schema.config.generation.with_security_parameters = False
    for found in schema.get_all_operations():
        operation = found.ok()
        if "servers" in schema.raw_schema["paths"][operation.path]:
            continue
        key = key_for(operation, guide, visitor, token)
        for mode in GenerationMode:
            yield from _of_a_kind(operation, guide, mode, key, each, None if key is None else True)
            if key is not None:
                yield from _of_a_kind(operation, guide, mode, None, each, False)


def _of_a_kind(
    operation: APIOperation, guide: Guide, mode: GenerationMode, key: AuthBase | None, each: int, has_key: bool | None
) -> list[Answered]:
    answers: list[Answered] = []
    headers = {"Origin": guide.site} if "/webchat/" in operation.path else {}

    @hypothesis.settings(
        max_examples=each,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        answer = case.call(base_url=guide.base, headers=headers, auth=key, timeout=SECONDS)
        answers.append(Answered(operation.label, has_key, answer.status_code, answer.content, wrong(case, answer)))

    # There is nothing to do wrong in a call that carries nothing.
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        send()
    return answers


def wrong(case: Case, answer: Response) -> str:
    """Returns in what an answer differs from the document."""
    if answer.status_code == 503 and b'"turn_timeout"' in answer.content:
        # The machine is busy; the turn goes on.
        return ""
    load_all_checks()
    names = ("status_code", "content_type", "response_headers", "response_schema")
    checks = [] if answer.status_code in ANY_CALL else [CHECKS.get_one(f"{name}_conformance") for name in names]
    try:
        case.validate_response(answer, checks=[CHECKS.get_one("not_a_server_error"), *checks])
    except FailureGroup as group:
        return "; ".join(str(failure) for failure in group.exceptions)
    return ""
