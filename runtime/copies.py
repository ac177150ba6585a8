"""Stand where Rasa looks for `copy`: values of log entries stay as they are, and slots are copied at once."""

from __future__ import annotations

from typing import TypeVar

from rasa.shared.core.slots import Slot

Value = TypeVar("Value")


class ForLogs:
    """In modules that copy nothing but values for log entries; ours show no values (`runtime.logs`)."""

    @staticmethod
    def deepcopy(value: Value) -> Value:
        """Returns the value itself."""
        return value


class OfSlots:
    """In the module of the tracker, which copies nothing but the domain's slots."""

    @staticmethod
    def copy(slot: Slot) -> Slot:
        """Returns what `copy.copy` returns, without asking the class how it would be pickled."""
        made: Slot = object.__new__(type(slot))
        made.__dict__.update(slot.__dict__)
        return made
