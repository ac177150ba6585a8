"""Who gets in: every address without a login and with each role; lock-out, second factor, one-time password."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from console import middleware, roles
from console.models import Access, Comparison, Conversation, Erasure, Login, Note, Sample, SavedView, Tag
from tests.console.conftest import PASSWORD

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
OpenFor = Callable[..., Client]

ALL = {"viewer", "reviewer", "lead", "privacy officer", "admin"}
# By name of the address: who may, besides those who may everything. What is not here, nobody else may.
MAY = {
    "inbox": ALL,
    "conversation": ALL,
    "earlier": ALL,
    "message": ALL,
    "save-view": ALL,
    "dashboards": ALL,
    "comparisons": ALL,
    "comparison": ALL,
    "dashboard-table": ALL,
    "health": ALL | {""},
    "account": ALL | {""},
    "password": ALL | {""},
    "confirm-device": ALL | {""},
    "remove-device": ALL | {""},
    "change": {"reviewer", "lead"},
    "draw-sample": {"reviewer", "lead"},
    "corrections": {"reviewer", "lead"},
    "correct": {"reviewer", "lead"},
    "decide": {"reviewer", "lead"},
    "undo-correction": {"reviewer", "lead"},
    "corrections-patch": {"lead"},
    "story": {"lead"},
    "export": {"lead"},
    "erase": {"privacy officer"},
}
COMPARED: dict[str, Any] = {
    "model": "new.tar.gz", "days": 7, "messages": 1, "sentences": 1, "changed": 0, "seconds": 1.0,
    "sureness_then": 0.5, "sureness_now": 0.6, "intents": {"greet": [1, 1]},
}  # fmt: skip
POSTS = {
    "decide",
    "undo-correction",
    "corrections-patch",
    "save-view",
    "delete-view",
    "draw-sample",
    "delete-sample",
    "change",
    "erase",
    "confirm-device",
    "remove-device",
}


def addresses(of: Of) -> dict[str, str]:
    """Returns an address of every page of the console, by name, found in the URL configuration itself."""
    ana = of("ana")
    owner = User.objects.create(username="owner")
    values: dict[str, Any] = {
        "kind": "csv",
        "name": "flow",
        "alias": ana.alias,
        "pk": ana.messages.first().id,
    }
    view = SavedView.objects.create(owner=owner, name="theirs", query="has=distress")
    sample = Sample.objects.create(name="theirs", by=owner, reader=owner, at=0)
    rows = {"delete-view": view, "delete-sample": sample, "comparison": Comparison.objects.create(**COMPARED)}
    found = {}
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            continue
        named = {name: values[name] for name in pattern.pattern.converters}
        if pattern.name in rows:
            named = {"pk": rows[pattern.name].pk}
        found[pattern.name] = reverse(pattern.name, kwargs=named)
    return found


def admin_addresses() -> list[str]:
    """Returns the addresses of the administration in order, 1 for each value in them."""
    resolver = next(p for p in get_resolver().url_patterns if isinstance(p, URLResolver) and p.namespace == "admin")
    found: set[str] = set()

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                # Two are regular expressions: the page of an application, and all that is no page.
                route = route.replace("^(?P<app_label>auth|console|axes)/$", "console/").replace("(?P<url>.*)$", "x")
                found.add("/" + re.sub(r"<[^>]+>", "1", route))

    walk(resolver.url_patterns, "admin/")
    return sorted(found)


def visit(client: Client, name: str, address: str) -> int:
    """Returns the status of an answer."""
    return (client.post if name in POSTS else client.get)(address).status_code


def test_without_a_login_nothing_opens(of: Of) -> None:
    client = Client()
    closed = addresses(of)
    for name in middleware.OPEN:
        closed.pop(name, None)
    assert len(closed) > 15
    for address in [*closed.values(), *admin_addresses()]:
        for send in (client.get, client.post):
            answer = send(address)
            assert answer.status_code == 302, address
            assert answer.url.startswith("/login/"), address
            assert "texas" not in answer.content.decode()


@pytest.mark.parametrize("role", ["", *sorted(ALL)])
def test_a_role_opens_what_it_names_and_nothing_else(of: Of, login: OpenFor, role: str) -> None:
    client = login(*([role] if role else []))
    for name, address in addresses(of).items():
        if name in middleware.OPEN:
            continue
        status = visit(client, name, address)
        if role in MAY.get(name, set()):
            assert status in (200, 302), f"{role}: {name} gave {status}"
        else:
            assert status in (403, 404), f"{role}: {name} gave {status}"


@pytest.mark.parametrize("role", ["", *sorted(ALL)])
def test_the_administration_opens_to_those_who_administer(login: OpenFor, role: str) -> None:
    client = login(*([role] if role else []))
    administers = {
        "lead": {"tag"},
        "privacy officer": {"access", "erasure"},
        "admin": {"user", "group", "access", "erasure", "accessattempt"},
    }.get(role, set())
    # What the addresses name is there, so that nothing is refused for want of it.
    User.objects.get_or_create(pk=1, defaults={"username": "one"})
    AccessAttempt.objects.create(pk=1, failures_since_start=1)
    for model in (Group, Tag, Access, Erasure):
        model.objects.get_or_create(pk=1)
    for address in admin_addresses():
        model = address.split("/")[3] if address.count("/") > 4 and "/r/" not in address else ""
        for method in ("GET", "POST"):
            if method == "POST" and address == "/admin/logout/":
                continue  # whoever is out sees nothing, which would hide what the rest of the walk looks for
            answer = client.generic(method, address)
            if not administers or (model and model not in administers):
                # To where one is led, one has no more of a right: it is an address of this list.
                assert answer.status_code in (302, 403), f"{role}: {address} gave {answer.status_code}"
                assert answer.status_code == 403 or not answer.content, f"{role}: {address}"
    assert Tag.objects.exists()


def test_the_log_and_the_roles_cannot_be_changed_in_the_administration(login: OpenFor) -> None:
    client = login("admin")
    client.user.is_superuser = True
    client.user.save()
    entry = Access.objects.create(who="x", what="view")
    for address in (f"/admin/console/access/{entry.pk}/change/", "/admin/console/access/add/"):
        assert client.post(address, {"who": "y"}).status_code == 403
    assert client.post(f"/admin/console/access/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    group = Group.objects.get(name="viewer")
    assert client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "x"}).status_code == 403


def test_the_database_itself_keeps_the_log() -> None:
    Access.objects.create(who="x", what="view")
    for doing in (lambda: Access.objects.update(who="y"), lambda: Access.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            doing()
    assert Access.objects.get().who == "x"


def test_an_admin_makes_people_who_must_change_their_password(login: OpenFor) -> None:
    admin = login("admin")
    viewer = Group.objects.get(name="viewer")
    form = {"username": "new", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert admin.post("/admin/auth/user/add/", form).status_code == 302
    new = User.objects.get(username="new")
    assert new.login.must_change_password
    assert not new.is_superuser
    change = {"username": "new", "groups": [viewer.pk], "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    assert admin.post(f"/admin/auth/user/{new.pk}/change/", change).status_code == 302
    new.refresh_from_db()
    assert list(new.groups.all()) == [viewer]
    assert (new.is_superuser, new.is_staff) == (False, False), "nobody gives more than a role"
    owner = User.objects.create_superuser("owner", password=PASSWORD)
    assert admin.post(f"/admin/auth/user/{owner.pk}/password/", {"password1": "x"}).status_code == 403


def enter(client: Client, name: str, password: str, **more: str) -> int:
    """Sends the login form."""
    return client.post(reverse("login"), {"username": name, "password": password, **more}).status_code


def test_the_sixth_attempt_is_not_even_looked_at(person: Callable[..., User]) -> None:
    person("rita", "reviewer")
    client = Client()
    for _ in range(4):
        assert enter(client, "rita", "wrong") == 200
    assert enter(client, "rita", "wrong") == 429
    assert enter(client, "rita", PASSWORD) == 429, "locked, though the password is right"
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), "rita", PASSWORD) == 302, "not from elsewhere"
    whats = list(Access.objects.values_list("what", flat=True))
    assert whats.count("login refused") >= 4
    assert "locked out" in whats


def test_a_one_time_password_opens_only_the_page_that_changes_it(person: Callable[..., User]) -> None:
    rita = person("rita", "reviewer")
    Login.objects.create(user=rita, must_change_password=True)
    client = Client()
    assert enter(client, "rita", PASSWORD) == 302
    assert client.get("/").url == "/account/password/"
    weak = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    assert client.post("/account/password/", weak).status_code == 200
    new = "a much better sentence than that"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/account/password/", form).status_code == 302
    assert client.get("/").status_code == 200


def test_a_second_factor_is_asked_for_once_it_is_on(person: Callable[..., User], login: OpenFor) -> None:
    client = login("reviewer", name="rita")
    assert "data:image/svg+xml" in client.get("/account/").content.decode()
    device = TOTPDevice.objects.get()

    def code() -> str:
        return f"{totp(device.bin_key):06}"

    client.post("/account/device/", {"token": "000000"})
    assert not TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post("/account/device/", {"token": code()})
    assert TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(last_t=-1)
    assert enter(Client(), "rita", PASSWORD) == 200, "no code"
    assert enter(Client(), "rita", PASSWORD, otp_token="123456") == 200, "a wrong one"
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert enter(Client(), "rita", PASSWORD, otp_token=code()) == 302
    client.post("/account/device/remove/", {"password": "wrong"})
    assert TOTPDevice.objects.exists()
    client.post("/account/device/remove/", {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()


def test_every_answer_forbids_what_no_page_needs(login: OpenFor) -> None:
    for address in ("/", "/login/", "/health/", "/nothing/"):
        headers = login("viewer", name=address).get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store" or "no-store" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_from_elsewhere_is_refused(of: Of, person: Callable[..., User]) -> None:
    person("rita", "reviewer")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="rita"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("change", args=[of("ana").alias]), {"do": "note", "text": "from elsewhere"})
    assert answer.status_code == 403
    assert not Note.objects.exists()


def test_views_and_logins_are_written_down(of: Of, person: Callable[..., User]) -> None:
    person("rita", "reviewer")
    client = Client()
    enter(client, "rita", PASSWORD)
    client.get(reverse("conversation", args=[of("ana").alias]))
    client.post(reverse("logout"))
    log = [(entry.who, entry.what, entry.alias) for entry in Access.objects.order_by("id")]
    assert log == [("rita", "login", ""), ("rita", "view", of("ana").alias), ("rita", "logout", "")]


def test_roles_are_given_back_what_an_update_or_a_hand_took() -> None:
    Group.objects.get(name="viewer").permissions.clear()
    roles.make()
    assert Group.objects.get(name="viewer").permissions.count() == 1
    assert set(Group.objects.values_list("name", flat=True)) == ALL


def test_sessions_end(settings: Any) -> None:
    assert settings.SESSION_COOKIE_AGE == 8 * 3600
    assert settings.SESSION_COOKIE_HTTPONLY


def test_a_tag_of_a_lead_is_known_to_all(login: OpenFor) -> None:
    assert login("lead").post("/admin/console/tag/add/", {"name": "billing"}).status_code == 302
    assert Tag.objects.get().name == "billing"
    assert settings.DEBUG is False
