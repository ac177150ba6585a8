"""Facts about the career: the YAML files in knowledge/data/facts, each fact with its source and dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.facts import Fact
from knowledge.sources import SourceError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "facts"

_NEEDED = ("topic", "statement", "as_of", "checked", "source_name", "source_url")
_KNOWN = {"id", *_NEEDED, "values", "article", "status", "superseded_by", "note"}
_STATUSES = (None, "ok", "outdated", "partly_outdated", "incomplete", "disputed")


def read(folder: Path = FOLDER) -> list[Fact]:
    """Reads every fact of a folder, by id; raises SourceError naming the first that is not fit to be said."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise SourceError(f"There are no facts in {folder}.")
    facts: dict[str, Fact] = {}
    for file in files:
        for entry in _entries(file):
            fact = _fact(entry, file.name)
            if fact.id in facts:
                raise SourceError(f"{file.name}: the fact {fact.id} stands twice.")
            facts[fact.id] = fact
    _check_references(facts.values())
    return [facts[key] for key in sorted(facts)]


def _entries(file: Path) -> list[dict[str, Any]]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SourceError(f"{file.name} is not YAML: {error}") from error
    entries = content.get("facts") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SourceError(f"{file.name} holds no list of facts under `facts:`.")
    return entries


def _fact(entry: dict[str, Any], file: str) -> Fact:
    name = entry.get("id")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise SourceError(f"{file}: a fact has the id {name!r}; small letters, digits and hyphens are needed.")
    where = f"{file}: the fact {name}"
    text = {key: " ".join(str(entry.get(key) or "").split()) for key in _NEEDED}
    missing = [key for key in _NEEDED if not text[key]]
    if missing:
        raise SourceError(f"{where} has no {' and no '.join(missing)}.")
    unknown = sorted(set(entry) - _KNOWN)
    if unknown:
        raise SourceError(f"{where} has the unknown keys {', '.join(unknown)}.")
    _check_form(entry, text, where)
    return Fact(
        id=name,
        values=entry.get("values") or {},
        article=entry.get("article", False),
        status=entry.get("status"),
        superseded_by=tuple(entry.get("superseded_by") or ()),
        note=entry.get("note"),
        **text,
    )


def _check_form(entry: dict[str, Any], text: dict[str, str], where: str) -> None:
    if not re.fullmatch(r"https?://[^\s]+\.[^\s]+", text["source_url"]):
        raise SourceError(f"{where} has the source_url {text['source_url']!r}, which is no web address.")
    try:
        date.fromisoformat(text["checked"])
    except ValueError as error:
        raise SourceError(f"{where} was checked {text['checked']!r}; a date like 2026-11-22 is needed.") from error
    if not isinstance(entry.get("article", False), bool):
        raise SourceError(f"{where} has article {entry['article']!r}; true or false is needed.")
    if entry.get("status") not in _STATUSES:
        raise SourceError(f"{where} has the unknown status {entry['status']!r}.")
    values = entry.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise SourceError(f"{where} has values that are no mapping of names.")
    try:
        json.dumps(values)
    except TypeError as error:
        raise SourceError(f"{where} has a value that is neither text nor number ({error}); quote dates.") from error


def _check_references(facts: Iterable[Fact]) -> None:
    known = {fact.id for fact in facts}
    for fact in facts:
        lost = sorted(set(fact.superseded_by) - known)
        if lost:
            raise SourceError(f"The fact {fact.id} is superseded by {', '.join(lost)}, which do not exist.")
