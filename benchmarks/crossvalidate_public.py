"""Measures inside the training files of the public sets, so that nothing is ever tuned on the validation files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold

from benchmarks.contestants import PLAIN, run
from benchmarks.intervals import paired_bootstrap, wilson
from benchmarks.measures import auroc
from benchmarks.public_sets import Example

FOLDS = 5
# How often a fifth of the intents is left out of training, to serve as what lies outside.
SCOPE_ROUNDS = 3


def accuracy(name: str, examples: Sequence[Example]) -> np.ndarray:
    """Tells of each example (examples,) whether a contestant that has not learnt it reads it right."""
    right = np.zeros(len(examples), dtype=bool)
    for learnt, unseen in _folds(examples):
        outcome = run(name, [examples[place] for place in learnt], [examples[place].text for place in unseen])
        right[unseen] = [examples[place].intent == i for place, i in zip(unseen, outcome.intents, strict=True)]
    return right


def _folds(examples: Sequence[Example]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    dealer = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    return dealer.split(np.zeros(len(examples)), [example.intent for example in examples])


def scope(name: str, examples: Sequence[Example]) -> float:
    """Returns the mean AUROC between unseen examples of known intents and examples of intents left out."""
    intents = np.array(sorted({example.intent for example in examples}))
    found = []
    rounds = zip(KFold(FOLDS, shuffle=True, random_state=0).split(intents), _folds(examples), strict=True)
    for (_, left_out), (learnt, unseen) in list(rounds)[:SCOPE_ROUNDS]:
        unknown = set(intents[left_out])
        known = [examples[place] for place in learnt if examples[place].intent not in unknown]
        inside = [examples[place].text for place in unseen if examples[place].intent not in unknown]
        outside = [example.text for example in examples if example.intent in unknown]
        outcome = run(name, known, [*inside, *outside])
        found.append(auroc(outcome.inside[: len(inside)], outcome.inside[len(inside) :]))
    return float(np.mean(found))


def table(set_name: str, examples: Sequence[Example], names: Sequence[str]) -> str:
    """Returns accuracy, its interval, the difference to plain MiniLM and the scope's AUROC of each contestant."""
    right = {name: accuracy(name, examples) for name in names}
    lines = [
        f"{set_name}: {len(examples)} training examples, {FOLDS} folds",
        f"{'contestant':12}{'accuracy':>10}{'95 % interval':>18}{'against plain':>29}{'AUROC, intents left out':>26}",
    ]
    for name in names:
        low, high = wilson(int(right[name].sum()), len(examples))
        gap = paired_bootstrap(right[name], right[PLAIN]) if PLAIN in right and name != PLAIN else None
        against = f"{gap.mean:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})" if gap else ""
        lines.append(
            f"{name:12}{right[name].mean():10.4f}{f'{low:.3f} to {high:.3f}':>18}{against:>29}"
            f"{scope(name, examples):26.4f}"
        )
    return "\n".join(lines)
