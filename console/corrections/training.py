"""The training data and the held-out sentences as files; what may become an example, and how it is written."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

LONGEST = 250
# What the store writes where personal data stood.
MARK = re.compile(r"\[(?:email|phone|card|social security number|name|address|birth date|account)\]")
# Rasa's own pattern of an annotated piece (rasa.shared.nlu.training_data.entities_parser.ENTITY_REGEX).
_ANNOTATED = re.compile(r"\[(?P<text>[^\]]+?)\](?:\([^:)]+?(?:\:[^)]+)?\)|\{(?P<dict>[^}]+?)\}|\[.*?\])")
_VALUE = re.compile(r"[^\[\]{}\"\\]{1,100}")


class RefusedError(ValueError):
    """A sentence that must not become an example; the message says why, for the reviewer."""


@dataclass(frozen=True)
class Entity:
    """A piece of a sentence that names a value; places are counted in characters (code points)."""

    start: int
    end: int
    entity: str
    value: str


@dataclass(frozen=True)
class Example:
    """A sentence with the label and the entities that it is to be understood with."""

    text: str
    label: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Training:
    """The training data as it stands.

    Attributes:
        files: by label (`ask_cost/fees`, `greet`): the file that holds it.
        known: by key of a sentence: its label there.
        held_out: keys of the sentences that are only ever measured on.
        entities: the names that an entity may have.
    """

    folder: Path
    files: dict[str, Path]
    known: dict[str, str]
    held_out: frozenset[str]
    entities: tuple[str, ...]

    def check(self, example: Example) -> None:
        """Raises RefusedError for what must not be trained on."""
        key = key_of(example.text)
        self.check_sentence(example.text)
        if example.label not in self.files:
            raise RefusedError(f"There is no {example.label or 'such intent'} in the training data.")
        if key in self.known:
            label = self.known[key]
            where = f"{label} ({self.files[label].name})"
            if label == example.label:
                raise RefusedError(f"This sentence is an example of {where} already.")
            raise RefusedError(f"The training data says otherwise: this sentence is an example of {where}.")
        for entity in example.entities:
            if entity.entity not in self.entities or not _VALUE.fullmatch(entity.value):
                raise RefusedError(f"{entity.entity} = {entity.value} is not an entity that can be written down.")
        if read_inline(inline(example)) != (example.text, example.entities):
            raise RefusedError("Its brackets would be read as an entity.")

    def check_sentence(self, text: str) -> None:
        """Raises RefusedError for a sentence that is no example, whatever its label."""
        key = key_of(text)
        if key in self.held_out:
            raise RefusedError("This sentence is in the evaluation set (tests/nlu), which is never trained on.")
        marks = len(MARK.findall(text))
        if marks and len(re.findall(r"\w+", MARK.sub(" ", text))) <= marks:
            raise RefusedError("Little is left of this sentence besides masked personal data.")
        if not key or len(text) > LONGEST or len(key) > LONGEST:
            raise RefusedError(f"An example has at most {LONGEST} characters.")


def load(project: Path) -> Training:
    """Reads `data/nlu`, `tests/nlu` and `domain.yml` of a project; raises OSError or ValueError without them."""
    sources = [
        *(project / "data" / "nlu").glob("*.yml"),
        *(project / "tests" / "nlu").rglob("*.yml"),
        project / "domain.yml",
    ]
    # A third of a second of reading, for every page, is only worth it when something has changed.
    return _load(project, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(sources)))


@lru_cache(maxsize=1)
def _load(project: Path, state: tuple[tuple[Path, int, int], ...]) -> Training:
    folder = project / "data" / "nlu"
    reader = YAML(typ="safe")
    files: dict[str, Path] = {}
    known: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in reader.load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in entry:
                continue
            files.setdefault(entry["intent"], path)
            for line in entry["examples"].splitlines():
                known[key_of(read_inline(line.removeprefix("-").strip())[0])] = entry["intent"]
    if not files:
        raise ValueError(f"no training data in {folder}")
    names = tuple(reader.load((project / "domain.yml").read_text(encoding="utf-8"))["entities"])
    return Training(folder, files, known, frozenset(_held_out(project / "tests" / "nlu")), names)


def key_of(text: str) -> str:
    """Returns the same for sentences that differ in case and punctuation alone."""
    return " ".join(re.findall(r"\w+", text.lower())) or text.strip()


def plain(text: str) -> str:
    """Returns the text in one line, as an example stands."""
    return " ".join(text.split())


def inline(example: Example) -> str:
    """Returns an example as `data/nlu` has it, entities in Rasa's inline form."""
    parts: list[str] = []
    last = 0
    for entity in sorted(example.entities, key=lambda e: e.start):
        named = json.dumps({"entity": entity.entity, "value": entity.value}, ensure_ascii=False)
        parts += [example.text[last : entity.start], f"[{example.text[entity.start : entity.end]}]{named}"]
        last = entity.end
    return "".join([*parts, example.text[last:]])


def read_inline(written: str) -> tuple[str, tuple[Entity, ...]]:
    """Returns the text and the entities of an example as Rasa reads it; `(entity)` forms count as text without one."""
    parts: list[str] = []
    found: list[Entity] = []
    last, size = 0, 0
    for match in _ANNOTATED.finditer(written):
        before = written[last : match.start()]
        start = size + len(before)
        size = start + len(match["text"])
        parts += [before, match["text"]]
        last = match.end()
        if match["dict"]:
            named = _mapping(f"{{{match['dict']}}}")
            found.append(Entity(start, size, str(named.get("entity")), str(named.get("value", match["text"]))))
    return "".join([*parts, written[last:]]), tuple(found)


def written(training: Training, examples: list[Example]) -> dict[Path, tuple[str, str]]:
    """Returns each file that the examples change with its text before and after; comments and order stay."""
    result: dict[Path, tuple[str, str]] = {}
    for path in sorted({training.files[example.label] for example in examples}):
        before = path.read_text(encoding="utf-8")
        # The classes of ruamel.yaml say that these two are None.
        reader: Any = YAML()
        reader.preserve_quotes = True
        reader.width = 1 << 20
        content = reader.load(before)
        for entry in content["nlu"]:
            new = [inline(e) for e in examples if e.label == entry.get("intent") and training.files[e.label] == path]
            if new:
                entry["examples"] = _longer(entry["examples"], new)
        stream = io.StringIO()
        reader.dump(content, stream)
        result[path] = (before, stream.getvalue())
    return result


def _longer(block: Any, new: list[str]) -> LiteralScalarString:
    """Returns a block of examples with more at its end; a comment that follows the block stays behind it."""
    longer = LiteralScalarString("\n".join([block.rstrip("\n"), *(f"- {line}" for line in new), ""]))
    if hasattr(block, "comment"):
        longer.comment = block.comment
    return longer


def _held_out(folder: Path) -> Iterator[str]:
    reader = YAML(typ="safe")
    for path in sorted(folder.rglob("*.yml")):
        content = reader.load(path.read_text(encoding="utf-8"))
        for row in content.get("sentences") or content.get("questions") or ():
            yield key_of(str(row["text"]))


def _mapping(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
