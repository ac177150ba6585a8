"""`python -m runtime.understand MODEL`: what a model understands, without a server.

Reads sentences, a JSON string a line, and answers each with a line of JSON: intent, confidence, also (further intents)
and entities, as [entity, value] pairs. One sentence at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from runtime import left_out


def main(arguments: list[str]) -> int:
    """Answers until the input ends; returns 2 when there is no such model."""
    try:
        model = Path(arguments[0])
        left_out.leave_out(left_out.components_of(model))
    except (IndexError, OSError, ValueError) as error:
        print(f"No model to understand with: {error}", file=sys.stderr)
        return 2
    asyncio.run(_answer(_load(model)))
    return 0


def _load(model: Path) -> Any:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    warnings.simplefilter("ignore")
    import structlog

    # Rasa logs the text of every message at level debug, to the terminal unless told otherwise.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    from rasa.core.agent import Agent

    left_out.seal()
    return Agent.load(str(model))


async def _answer(agent: Any) -> None:
    for line in sys.stdin:
        parse = await agent.parse_message(json.loads(line))
        told = {
            "intent": parse["intent"]["name"],
            "confidence": parse["intent"]["confidence"],
            "also": list(parse.get("also_intents") or ()),
            "entities": [[entity["entity"], entity["value"]] for entity in parse["entities"]],
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
