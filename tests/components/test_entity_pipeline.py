"""The built pipeline: what it holds, that it is repeatable, and what it costs."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import components.spacy_pipeline as pipeline
from components import entity_context
from components.entity_spelling import SpellingCorrector
from knowledge import vocabulary

pytestmark = pytest.mark.alone


@pytest.fixture(autouse=True)
def _knowledge(knowledge_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(knowledge_database))


def test_every_condition_of_the_vocabulary_is_kept() -> None:
    assert set(entity_context.CONDITIONS) == set(vocabulary.CONTEXTS)


def test_the_same_vocabulary_gives_the_same_pipeline(spacy_pipeline: Path, tmp_path: Path) -> None:
    assert pipeline.build(tmp_path / "again") > 20_000
    assert pipeline.fingerprint(tmp_path / "again") == pipeline.fingerprint(spacy_pipeline)


def test_a_new_build_replaces_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "left_over").touch()
    pipeline.build(tmp_path / "pipeline")
    assert not (tmp_path / "pipeline" / "left_over").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pipeline"]


def test_reading_a_message_takes_little_time(spacy_pipeline: Path) -> None:
    started = time.perf_counter()
    nlp = pipeline.load(spacy_pipeline)
    assert time.perf_counter() - started < 10, "about one second on a quiet machine"
    table = Path(__file__).with_name("test_entity_sentences.yml").read_text(encoding="utf-8")
    sentences = [line.rsplit(": [", 1)[0].strip() for line in table.splitlines() if ": [" in line]
    times = []
    for sentence in sentences:
        started = time.perf_counter()
        nlp(sentence)
        times.append(time.perf_counter() - started)
    assert sorted(times)[len(times) // 2] < 0.0015


def test_typing_errors_are_looked_for_in_the_right_words(spacy_pipeline: Path) -> None:
    corrector = SpellingCorrector().from_disk(spacy_pipeline / "guide_spelling")
    targets = corrector.lists.targets
    assert {"texas", "engineer", "bachelors", "statistics", "boston", "stanford"} <= set(targets)
    # words of beauty schools and of small places are no guess worth making
    assert not {"cosmetology", "mines", "coral", "want"} & set(targets)
    assert 15_000 < len(corrector.ordinary) < 30_000


def test_areas_know_their_states(spacy_pipeline: Path) -> None:
    states = json.loads((spacy_pipeline / "guide_resolver").read_text(encoding="utf-8"))
    assert states["0038900"] == ["OR", "WA"]
