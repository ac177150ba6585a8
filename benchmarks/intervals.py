"""How sure a measured figure is: intervals and paired comparisons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z = 1.959964  # of the 95 % interval
RESAMPLES = 10_000


def wilson(right: int, total: int) -> tuple[float, float]:
    """Returns Wilson's 95 % interval of a share."""
    share = right / total
    middle = share + _Z**2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return (middle - spread) / scale, (middle + spread) / scale


@dataclass(frozen=True)
class Difference:
    """First minus second accuracy with its 95 % interval, and how often a resample has the first below the second."""

    mean: float
    low: float
    high: float
    worse: float


@dataclass(frozen=True)
class Ratio:
    """The median ratio of pairs with its 95 % interval."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def paired_bootstrap(first: np.ndarray, second: np.ndarray, resamples: int = RESAMPLES, seed: int = 0) -> Difference:
    """Compares two contestants on the same sentences; both arrays (sentences,) tell what was right."""
    generator = np.random.default_rng(seed)
    gaps = first.astype(float) - second.astype(float)
    # A sentence counts 1, 0 or -1, so a resample is a draw of how many there are of each.
    values, counts = np.unique(gaps, return_counts=True)
    drawn = generator.multinomial(len(gaps), counts / len(gaps), size=resamples)
    means = drawn @ values / len(gaps)
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float(gaps.mean()), float(low), float(high), float(np.mean(means < 0)))


def median_ratio(first: Sequence[float], second: Sequence[float], resamples: int = RESAMPLES, seed: int = 0) -> Ratio:
    """Returns the median of first over second, pair by pair, with its 95 % bootstrap interval."""
    ratios = np.asarray(first) / np.asarray(second)
    drawn = np.random.default_rng(seed).choice(ratios, size=(resamples, len(ratios)))
    low, high = np.quantile(np.median(drawn, axis=1), [0.025, 0.975])
    return Ratio(float(np.median(ratios)), float(low), float(high))
