"""The assistant's settings: safe defaults, and a clear word about each value that cannot be."""

from __future__ import annotations

import pytest

from runtime.settings import PROJECT, SettingsError, read


def test_by_default_nobody_outside_this_machine_gets_in() -> None:
    settings = read({})
    assert settings.host == "127.0.0.1"
    assert not settings.rest
    assert settings.api_token is None
    assert settings.store.database == str(PROJECT / "var" / "conversations.sqlite")
    assert settings.store.retention_days == 90
    assert settings.log_level == "WARNING"


def test_an_empty_variable_is_an_unset_one() -> None:
    names = (
        "HOST",
        "PORT",
        "REST",
        "API_TOKEN",
        "ACTIONS_URL",
        "ACTION_TIMEOUT",
        "DATABASE",
        "MODEL",
        "LOG_LEVEL",
    )
    assert read({f"GUIDE_{name}": "" for name in names}) == read({})


def test_redis_takes_the_locks_when_it_is_set() -> None:
    with_redis = read({"GUIDE_DATABASE": "postgresql://guide@localhost/guide", "GUIDE_LOCKS": "redis://localhost/1"})
    assert with_redis.variables()["GUIDE_DATABASE"] == "postgresql://guide@localhost/guide"
    assert with_redis.variables()["GUIDE_LOCKS"] == "redis://localhost/1"
    without = read({})
    assert without.variables()["GUIDE_LOCKS"] == without.variables()["GUIDE_DATABASE"]


def test_what_is_off_fills_no_template_variable() -> None:
    assert read({"GUIDE_REST": "0"}).variables()["GUIDE_REST"] == ""
    assert read({"GUIDE_REST": "1"}).variables()["GUIDE_REST"] == "true"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDE_PORT", "70000"),
        ("GUIDE_PORT", "http"),
        ("GUIDE_REST", "maybe"),
        ("GUIDE_API_TOKEN", "secret"),
        ("GUIDE_API_TOKEN", "a" * 64),
        ("GUIDE_ACTION_TIMEOUT", "0"),
        ("GUIDE_ACTION_TIMEOUT", "nan"),
        ("GUIDE_STORE_PATIENCE", "soon"),
        ("GUIDE_RETENTION_DAYS", "0"),
        ("GUIDE_DATABASE", "mysql://user:hunter2@somewhere/guide"),
        ("GUIDE_LOCKS", "http://somewhere"),
        ("GUIDE_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read({name: value})


def test_a_refusal_does_not_repeat_a_secret() -> None:
    for secret in ({"GUIDE_API_TOKEN": "hunter2"}, {"GUIDE_DATABASE": "mysql://user:hunter2@somewhere/guide"}):
        with pytest.raises(SettingsError) as refusal:
            read(secret)
        assert "hunter2" not in str(refusal.value)
