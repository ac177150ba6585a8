"""The widget looks as it did when somebody last looked at it.

Fonts and smoothing differ between machines, so pictures are compared small: what has moved, vanished or changed its
colour shows. After a change that is meant: `WIDGET_PICTURES=keep make test ARGS=tests/widget/test_looks.py`, and look.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from setup.terminal import PROJECT
from tests.widget.chat import Chat
from tests.widget.states import STATES, reach

KEPT = PROJECT / "docs" / "screenshots"
BLOCK = 16
# Of 255, over blocks of pixels; a launcher or a bubble that is gone costs far more.
MOST_MEAN, MOST_BLOCKS = 4.0, 0.08


@pytest.mark.parametrize("state", STATES)
def test_it_looks_as_it_did(state: str, new_chat: Callable[..., Chat]) -> None:
    chat = reach(state, new_chat)
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.wait_for_timeout(100)
    picture = chat.page.screenshot(animations="disabled", caret="hide")
    kept = KEPT / f"widget-{state}.png"
    if os.environ.get("WIDGET_PICTURES") == "keep":
        kept.parent.mkdir(exist_ok=True)
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(64).save(kept, optimize=True)
    assert kept.is_file(), "no picture is kept of this state"
    now, before = blocks(Image.open(io.BytesIO(picture))), blocks(Image.open(kept))
    assert now.shape == before.shape
    difference = np.abs(now - before).max(axis=2)
    assert difference.mean() <= MOST_MEAN, f"mean difference {difference.mean():.1f}"
    assert (difference > 40).mean() <= MOST_BLOCKS, f"{(difference > 40).mean():.0%} of the picture differs"


def blocks(picture: Image.Image) -> np.ndarray:
    """Returns a picture as blocks of mean colour."""
    small = (max(1, picture.width // BLOCK), max(1, picture.height // BLOCK))
    return np.asarray(picture.convert("RGB").resize(small, Image.Resampling.BOX), dtype=float)
