"""Leaves out the libraries that Rasa imports and our models never use: TensorFlow is most of a start and of its memory.

Rasa 3.6 imports the modules of all its components and stores to learn their names. Where a model has none of those
that compute with these libraries, stand-ins take the place of the libraries while Rasa is imported: enough to define
classes on and to be named in annotations. After that they are called in vain, and the libraries count as not installed.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
import tarfile
import zlib
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

LIBRARIES = frozenset(
    {
        "keras",
        "matplotlib",
        "sklearn",
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_hub",
        "tensorflow_text",
    }
)
# What a model may be made of to do without them; a model with anything else gets them all.
NEEDS_NONE = (
    "components.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.memoization.",
    "rasa.core.policies.rule_policy.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.regex_message_handler.",
)
# Rasa imports these when it loads a model: every model names them, whatever it is made of.
_IMPORTED_LATE = (
    "rasa.engine.recipes.default_recipe",
    "rasa.graph_components.validators.default_recipe_validator",
)


class LeftOutError(RuntimeError):
    """Something called a library that was left out of this process."""


class _Calls:
    """Whether stand-ins may still be called, as decorators are while modules are imported."""

    are_allowed = True


class _StandInType(type):
    """The class of stand-ins: every name looked up on one is another one."""

    def __getattr__(cls, name: str) -> Any:
        return _attribute(cls, name)

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls

    def __getitem__(cls, key: Any) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not _Calls.are_allowed:
            raise LeftOutError(
                f"{cls.__module__}.{cls.__name__} belongs to a library that was left out of this process."
            )
        # As a decorator it leaves what it decorates as it is.
        is_decorator = len(args) == 1 and not kwargs and isinstance(args[0], FunctionType | type)
        return args[0] if is_decorator else super().__call__()


class _StandIn(metaclass=_StandInType):
    """Whatever a library that is left out would have offered."""

    def __getattr__(self, name: str) -> Any:
        return _attribute(type(self), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return type(self)(*args, **kwargs)


class _StandInModule(ModuleType):
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        return _attribute(self, name)


def _attribute(owner: Any, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    # Lookups of `import a.b.c as d` and of plain attributes end here alike.
    module = owner.__name__ if isinstance(owner, ModuleType) else owner.__module__
    made = _StandInType(name, (_StandIn,), {"__module__": module})
    setattr(owner, name, made)
    return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in LIBRARIES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Does nothing: a stand-in makes its names when they are looked up."""


def leave_out(components: Iterable[str]) -> bool:
    """Puts stand-ins in the place of LIBRARIES if none of these components (dotted class names) needs them.

    To be called before Rasa is imported. Returns whether they are left out.
    """
    if not all(component.startswith(NEEDS_NONE) for component in components) or "rasa" in sys.modules:
        return False
    sys.meta_path.insert(0, _Finder())
    return True


def seal() -> None:
    """Ends the time of the stand-ins, when Rasa has been imported.

    From now on one that is called raises LeftOutError, and whoever else asks for such a library finds that it is not
    installed, as spaCy does, which can do without TensorFlow.
    """
    for module in _IMPORTED_LATE:
        import_module(module)
    _Calls.are_allowed = False
    finders = [finder for finder in sys.meta_path if isinstance(finder, _Finder)]
    for finder in finders:
        sys.meta_path.remove(finder)
        for library in LIBRARIES:
            sys.modules[library] = None  # type: ignore[assignment]  # how Python marks what is not to be had


def can_run(components: Iterable[str]) -> bool:
    """Tells whether this process has the libraries for these components, as a model that comes later may need them."""
    return not any(library in sys.modules and sys.modules[library] is None for library in LIBRARIES) or all(
        component.startswith(NEEDS_NONE) for component in components
    )


def components_of(model: Path) -> list[str]:
    """Returns the dotted class names of a model archive's components; raises OSError or ValueError for none such."""
    try:
        with tarfile.open(model) as archive:
            metadata = archive.extractfile("metadata.json")
            nodes = json.load(metadata)["predict_schema"]["nodes"] if metadata else {}
        return [node["uses"] for node in nodes.values()]
    except (tarfile.TarError, EOFError, zlib.error, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{model} is no model of Rasa 3.6, or not all of one; `make train` makes one.") from error
