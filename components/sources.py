"""Names the code that a graph component rests on, which Rasa's training cache does not see."""

from __future__ import annotations

import hashlib
import inspect
from types import ModuleType


def source_hash(*modules: ModuleType) -> str:
    """Returns a hash of the source of the modules."""
    joined = "\0".join(inspect.getsource(module) for module in modules)
    return hashlib.sha256(joined.encode()).hexdigest()
