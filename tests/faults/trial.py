"""Makes faults under people who talk, and counts what became of their turns."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults.stage import Fault, Stage
from tests.stores.crashing import Client, lost_or_doubled, stored_turns, talking

RECOVERY_SECONDS = 60.0


@dataclass(frozen=True)
class Trial:
    """A fault as it was made: from when to when, on the monotonic clock, and until all visitors had answers again."""

    name: str
    begun: float
    over: float
    recovered: float


def names(faults: Sequence[Fault], minutes: float, chance: random.Random) -> Iterator[Fault]:
    """Returns each fault once, and then such at random until the time is over."""
    until = time.monotonic() + minutes * 60
    yield from faults
    while time.monotonic() < until:
        yield chance.choice(faults)


def make(stage: Stage, fault: Fault, clients: list[Client]) -> Trial:
    """Makes a fault and waits until every visitor has an answer to what was asked after its end."""
    begun = time.monotonic()
    fault(stage)
    over = time.monotonic()
    waiting = {client.sender: len(client.sent) for client in clients}
    while waiting and time.monotonic() < over + RECOVERY_SECONDS:
        time.sleep(0.02)
        for client in clients:
            if client.failure or len(client.answered_at) > waiting.get(client.sender, len(client.sent)):
                waiting.pop(client.sender, None)
    assert not waiting, f"{fault.__name__}: no answer for {waiting} after {RECOVERY_SECONDS} s"
    return Trial(fault.__name__, begun, over, time.monotonic())


def run(stage: Stage, faults: Sequence[Fault], visitors: int, kinds: Sequence[type[Client]], minutes: float) -> str:
    """Makes the faults under visitors of these kinds; returns the table.

    Raises AssertionError for a turn that is lost, doubled or out of order, and for a refusal without a word.
    """
    trials: list[Trial] = []
    with talking(stage.guide, visitors, kinds) as clients:
        for fault in names(faults, minutes, random.Random(0)):
            trials.append(make(stage, fault, clients))
    wrong = lost_or_doubled(stage.guide, clients)
    assert not wrong, wrong
    unclear = [refusal for client in clients for refusal in client.refusals if not is_clear(*refusal)]
    assert not unclear, unclear
    return table(stage, trials, clients)


def is_clear(status: int, answer: object) -> bool:
    """Tells whether a refusal says that it is one, and that the visitor may try again."""
    error = answer.get("error") if isinstance(answer, dict) else None
    return status in (429, 503) and isinstance(error, dict) and "try again" in str(error.get("message"))


def table(stage: Stage, trials: list[Trial], clients: list[Client]) -> str:
    """Returns the fault table in Markdown."""
    stored: Counter[str] = Counter()
    for client in clients:
        stored.update(message_id for message_id, _ in stored_turns(stage.guide, f"rest:{client.sender}"))
    at = {message_id: when for client in clients for message_id, when in client.answered_at.items()}
    lines = ["| fault | times | turns acknowledged | lost | doubled | seconds to recovery, longest |"]
    lines.append("|---|---|---|---|---|---|")
    for name in dict.fromkeys(trial.name for trial in trials):
        of_name = [trial for trial in trials if trial.name == name]
        ids = [key for key, when in at.items() if any(t.begun <= when <= t.recovered for t in of_name)]
        lost, doubled = sum(stored[key] == 0 for key in ids), sum(stored[key] > 1 for key in ids)
        longest = max(trial.recovered - trial.over for trial in of_name)
        words = name.replace("_", " ")
        lines.append(f"| {words} | {len(of_name)} | {len(ids)} | {lost} | {doubled} | {longest:.1f} |")
    return "\n".join(lines)
