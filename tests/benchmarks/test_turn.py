"""The table of what a turn costs."""

from __future__ import annotations

from benchmarks.turn import Figures, table


def test_the_ratios_are_to_the_first_row() -> None:
    lines = table([Figures("stock", 80, 200, 82, 4, 800, 40), Figures("ours", 40, 100, 41, 2, 400, 20)]).splitlines()
    assert lines[2].startswith("| stock | 80.0 (1.00) | 200.0 (1.00) |")
    assert lines[3].count("(0.50)") == 6
