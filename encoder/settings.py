"""The settings of the encoder, read from the environment."""

from __future__ import annotations

import os
from pathlib import Path

PRECISIONS = ("int8", "fp32")
DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent / "build" / "encoder"


def precision() -> str:
    """Returns `GUIDE_ENCODER`: int8 (the default; 23 MB, twice as fast) or fp32 (90 MB, exact)."""
    value = os.environ.get("GUIDE_ENCODER", "int8")
    if value not in PRECISIONS:
        raise ValueError(f"GUIDE_ENCODER is {value!r}; it must be one of {', '.join(PRECISIONS)}")
    return value
