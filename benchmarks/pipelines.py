"""Trains and loads a pipeline through Rasa itself, on any examples: ours as in config.yml, or Rasa's default one."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from benchmarks.parsing import quiet_rasa
from benchmarks.public_sets import Example

PROJECT = Path(__file__).resolve().parent.parent
# Reads the guide's own values (places, schools, degrees), of which other sets have none.
_OF_OUR_DOMAIN = frozenset({"components.entity_extractor.GuideEntityExtractor"})

Pipeline = list[dict[str, Any]]


@dataclass(frozen=True)
class Trained:
    """A model archive and the seconds that Rasa took to train it, the start of Python not counted.

    Attributes:
        parts: of each component that learns, by class name, the seconds on the clock and of the processor.
    """

    archive: Path
    seconds: float
    parts: dict[str, tuple[float, float]]


def our_pipeline() -> Pipeline:
    """Returns the components of config.yml with their settings."""
    return list(yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))["pipeline"])


def our_pipeline_anywhere() -> Pipeline:
    """Returns our pipeline without those components that know nothing but our domain."""
    return [component for component in our_pipeline() if component["name"] not in _OF_OUR_DOMAIN]


def stock_pipeline() -> Pipeline:
    """Returns the pipeline that `rasa init` leaves to Rasa: DIET with 100 epochs and what stands around it."""
    text = resources.files("rasa.engine.recipes.config_files").joinpath("default_config.yml").read_text("utf-8")
    return list(yaml.safe_load(text)["pipeline"])


def train(pipeline: Pipeline, examples: Sequence[Example], folder: Path) -> Trained:
    """Trains a pipeline in a folder, without Rasa's cache, so that every training is a whole one."""
    os.environ |= {"RASA_MAX_CACHE_SIZE": "0", "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    quiet_rasa()
    from rasa.model_training import train_nlu

    folder.mkdir(parents=True, exist_ok=True)
    config, data = folder / "config.yml", folder / "nlu.json"
    settings = {"recipe": "default.v1", "assistant_id": "benchmark", "language": "en", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    # JSON, because Rasa's YAML would read brackets in a sentence as a marked value.
    rows = [{"text": example.text, "intent": example.intent, "entities": []} for example in examples]
    data.write_text(json.dumps({"rasa_nlu_data": {"common_examples": rows}}), encoding="utf-8")
    with _stopwatch() as parts:
        started = time.perf_counter()
        archive = train_nlu(str(config), str(data), str(folder), fixed_model_name="model")
        seconds = time.perf_counter() - started
    if archive is None:
        raise RuntimeError(f"Rasa trained nothing in {folder}")
    return Trained(Path(archive), seconds, parts)


class _Stopwatch(logging.Handler):
    """Takes the time between Rasa's two log lines about the training of a component."""

    _LINE = re.compile(r"(Starting to train|Finished training) component '(\w+)'")

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.parts: dict[str, tuple[float, float]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        line = self._LINE.search(record.getMessage())
        if line is None:
            return
        now = time.perf_counter(), time.process_time()
        if line[1] == "Finished training":
            before = self.parts[line[2]]
            now = now[0] - before[0], now[1] - before[1]
        self.parts[line[2]] = now


@contextmanager
def _stopwatch() -> Iterator[dict[str, tuple[float, float]]]:
    logger, watch = logging.getLogger("rasa.engine.training.hooks"), _Stopwatch()
    level, spread = logger.level, logger.propagate
    logger.addHandler(watch)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield watch.parts
    finally:
        logger.removeHandler(watch)
        logger.setLevel(level)
        logger.propagate = spread
