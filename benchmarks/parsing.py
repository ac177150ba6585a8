"""Parses sentences with a trained model, one at a time, as the server does; never prints what they say."""

from __future__ import annotations

import asyncio
import logging
import os
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODELS = Path(__file__).resolve().parent.parent / "models"


@dataclass(frozen=True)
class Parsed:
    """What the pipeline made of one sentence, and how long it took."""

    intent: str
    confidence: float
    also: tuple[str, ...]
    answer: str | None
    is_follow_up: bool
    entities: list[dict[str, Any]]
    energy: float
    seconds: float
    ranking: tuple[tuple[str, float], ...] = ()


def newest_model() -> Path:
    """Returns the newest archive in models/; raises FileNotFoundError, naming the command, without one."""
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise FileNotFoundError(f"no model in {MODELS}; run `make train`")
    return models[-1]


def quiet_rasa() -> None:
    """Keeps Rasa and TensorFlow from printing; to be called before the first of their imports."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    warnings.simplefilter("ignore")
    import structlog

    # Rasa logs the text of every message at level debug, to the terminal unless told otherwise.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def parse_all(model: Path, texts: list[str]) -> list[Parsed]:
    """Returns the parses of the texts in their order."""
    quiet_rasa()
    from rasa.core.agent import Agent

    return asyncio.run(_parse_all(Agent.load(str(model)), texts))


async def _parse_all(agent: Any, texts: list[str]) -> list[Parsed]:
    for text in texts[:20]:
        await agent.parse_message(text)
    return [await _parse_one(agent, text) for text in texts]


async def _parse_one(agent: Any, text: str) -> Parsed:
    started = time.perf_counter()
    result = await agent.parse_message(text)
    seconds = time.perf_counter() - started
    return Parsed(
        intent=result["intent"]["name"],
        confidence=result["intent"]["confidence"],
        also=tuple(result.get("also_intents") or ()),
        answer=result.get("answer"),
        is_follow_up=bool(result.get("is_follow_up")),
        entities=result["entities"],
        energy=result.get("scope_energy", float("-inf")),
        seconds=seconds,
        ranking=tuple((row["name"], row["confidence"]) for row in result.get("intent_ranking") or ()),
    )
