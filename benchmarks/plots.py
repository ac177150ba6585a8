"""Pictures of an evaluation: which intents are confused or weak, and whether confidence is honest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np


def confusion(truth: Sequence[str], predicted: Sequence[str], path: Path) -> None:
    """Draws the share of each intent (rows) that was read as each intent (columns)."""
    names = sorted({*truth, *predicted})
    counts = np.zeros((len(names), len(names)))
    for wanted, found in zip(truth, predicted, strict=True):
        counts[names.index(wanted), names.index(found)] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(6.0, 0.28 * len(names))
    figure, axes = _new_figure(side, side)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)))
    axes.set_xticklabels(names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)))
    axes.set_yticklabels(names, fontsize=7)
    axes.set_xlabel("read as")
    axes.set_ylabel("meant")
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def reliability(bins: Sequence[dict[str, float]], path: Path) -> None:
    """Draws accuracy over confidence; an honest confidence lies on the diagonal."""
    figure, axes = _new_figure(5.0, 5.0)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    sizes = [20 + row["sentences"] for row in bins]
    axes.scatter([row["confidence"] for row in bins], [row["accuracy"] for row in bins], s=sizes)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def ratios(found: dict[str, float], path: Path) -> None:
    """Draws each ratio as a bar on a logarithmic scale around 1."""
    figure, axes = _new_figure(9.0, 1.0 + 0.35 * len(found))
    names = list(found)[::-1]
    axes.barh(names, [np.log2(found[name]) for name in names])
    for row, name in enumerate(names):
        axes.annotate(f" {found[name]:.2f} ", (np.log2(found[name]), row), va="center", ha="left")
    axes.axvline(0, color="grey", linewidth=1)
    axes.set_xticks(range(-4, 5))
    axes.set_xticklabels([f"{2.0**at:g}" for at in range(-4, 5)])
    axes.set_xlabel("ratio to the stock assistant")
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def intents(scores: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Draws the F1 of each intent, worst at the top."""
    names = sorted(scores, key=lambda name: -scores[name]["f1"])
    figure, axes = _new_figure(7.0, max(3.0, 0.2 * len(names)))
    axes.barh(names, [scores[name]["f1"] for name in names], color="steelblue")
    axes.tick_params(axis="y", labelsize=7)
    axes.set(xlabel="F1", xlim=(0, 1), ylim=(-0.6, len(names) - 0.4))
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def _new_figure(width: float, height: float) -> tuple:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()
