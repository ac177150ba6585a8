"""How sure a figure is, checked against published values and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.intervals import paired_bootstrap, wilson


def test_wilson():
    # Newcombe 1998, table I: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_a_pair_that_is_equal_differs_by_nothing():
    right = np.array([True, False] * 50)
    assert paired_bootstrap(right, right).high == 0


def test_a_better_one_is_seen_as_better():
    better, worse = np.ones(200, dtype=bool), np.arange(200) % 10 != 0
    gap = paired_bootstrap(better, worse)
    assert gap.mean == pytest.approx(0.1)
    assert 0 < gap.low < gap.mean < gap.high
    assert gap.worse == 0
