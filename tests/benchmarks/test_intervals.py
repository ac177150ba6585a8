"""How sure a figure is, checked against published values and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.intervals import median_ratio, paired_bootstrap, wilson


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


def test_a_ratio_goes_pair_by_pair():
    slow_machine = np.array([1.0, 1.0, 1.0, 9.0, 9.0, 9.0])
    ratio = median_ratio(slow_machine * 1.2, slow_machine)
    assert (ratio.median, ratio.low, ratio.high) == pytest.approx((1.2, 1.2, 1.2))
    assert str(ratio) == "1.20 (1.20 to 1.20)"
