"""Finds and masks personal data in what people type; rules alone, no network, the same answer every time."""

from privacy.masking import MARKS, find, mask
from privacy.spans import Span

__all__ = ["MARKS", "Span", "find", "mask"]
