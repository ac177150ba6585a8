"""The images and the compose file: what they promise, read from the files. No container is built or run here."""

from __future__ import annotations

import re
from typing import Any

import yaml

from setup.terminal import PROJECT
from tests.test_commands import settings_in

DEPLOY = PROJECT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"].startswith("guide/")}
_REQUIRED = re.compile(r"\$\{(\w+):\?")
_OPTIONAL = re.compile(r"\$\{(\w+):-")


def test_each_image_runs_as_nobody_and_says_whether_it_lives() -> None:
    stages = re.findall(r"^FROM (\S+) AS (\w+)", CONTAINERFILE, re.MULTILINE)
    assert [name for _, name in stages][-3:] == ["assistant", "actions", "console"]
    assert {source for source, name in stages if name in OURS} == {"base"}
    for name in ("assistant", "actions", "console"):
        stage = CONTAINERFILE.split(f"AS {name}\n")[1].split("\nFROM ")[0]
        assert "HEALTHCHECK" in stage and "CMD" in stage and "USER" not in stage
    base = CONTAINERFILE.split("AS base\n")[1].split("\nFROM ")[0]
    assert re.search(r"^USER 10001:10001$", base, re.MULTILINE)
    # Plain names; which registry they come from is the builder's to say.
    assert "/" not in "".join(re.findall(r"^ARG PYTHON=(\S+)", CONTAINERFILE, re.MULTILINE))


def test_no_secret_and_nothing_that_is_made_goes_into_an_image() -> None:
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    assert {".git", ".env", "var", "deploy", ".venv", "build", "models"} <= set(ignored)


def test_the_image_removes_only_what_the_lock_has() -> None:
    removed = re.search(r"pip uninstall .*?\\\n(.*)\\\n", CONTAINERFILE)
    assert removed is not None
    lock = (PROJECT / "requirements.lock").read_text()
    assert all(re.search(rf"^{name}==", lock, re.MULTILINE) for name in removed[1].split())


def test_containers_cannot_write_but_where_they_must() -> None:
    for name, service in OURS.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert [place.partition(":")[0] for place in service["tmpfs"]] == ["/tmp", "/run/guide"], name
        assert "ports" not in service and not service.get("volumes"), name


def test_there_are_two_servers_of_each_and_only_the_proxy_is_reached() -> None:
    for name in ("assistant", "actions"):
        assert COMPOSE["services"][name]["deploy"]["replicas"] == 2
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("actions", "postgresql", "redis"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]


def test_a_missing_secret_stops_the_start_and_no_file_holds_one() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "env" / "site.env.example").read_text().splitlines()
        if "=" in line and line[0] != "#"
    )
    required, optional = set(_REQUIRED.findall(text)), set(_OPTIONAL.findall(text))
    secret = {name for name in example if re.search("SECRET|TOKEN|KEY|PASSWORD", name)}
    assert not any(example[name] for name in secret)
    assert secret - {"GUIDE_CONSOLE_METRICS_TOKEN"} <= required
    assert required <= set(example) and set(example) <= required | optional


def test_the_key_of_left_messages_is_the_assistants_alone() -> None:
    for secret in ("GUIDE_HANDOFF_KEY", "GUIDE_WEBCHAT_SECRET"):
        assert [name for name, one in OURS.items() if secret in one["environment"]] == ["assistant"]


def test_every_setting_that_is_given_exists() -> None:
    known = settings_in(PROJECT / ".env.example") | {"GUIDE_IMAGE_TAG"}
    files = [file for file in DEPLOY.rglob("*") if file.is_file()]
    assert settings_in(*files) <= known


def test_the_proxy_is_given_all_that_its_configuration_asks_for() -> None:
    asked = set(re.findall(r"\$\{(PROXY_\w+)\}", (DEPLOY / "proxy" / "haproxy.cfg").read_text()))
    assert asked == set(COMPOSE["services"]["proxy"]["environment"])
