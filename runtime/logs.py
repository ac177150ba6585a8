"""Logging that cannot tell what people said.

Rasa, Sanic and their libraries put texts, slots and senders into their messages, at DEBUG into nearly all.
So from the moment that visitors can come (`seal`), a message of anybody but us is reduced to the place in the
code that logged it, or to its structlog event name; of an exception the frames stay and the words go. It is
done where records are made, so that it holds for every handler. What we log ourselves is masked like a message.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

import structlog

from stores.masking import mask_text

# Our own messages consist of event names and identifiers; what these packages log is shown as it is.
OURS = frozenset({"actions", "channels", "components", "encoder", "knowledge", "privacy", "runtime", "stores"})
_EVENT_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_sealed = False
_TROUBLES = ("warning", "error", "critical", "exception")
_watch: Callable[[str, str], None] | None = None


class _EventName(str):
    """The name of a structlog event, cut off from its values."""


def configure(level: str) -> None:
    """Sends all logging, structlog's and Python's warnings included, to the standard error stream."""
    logging.setLogRecordFactory(_make_record)
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(logging.Formatter("%(levelname)-7s %(message)s"))
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(level)
    logging.captureWarnings(True)
    # What Rasa's pinned libraries deprecate in one another is for their authors.
    logging.getLogger("py.warnings").setLevel(logging.DEBUG if level == "DEBUG" else logging.ERROR)
    take_over(["sanic.root", "sanic.error", "sanic.access"])
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _name_only],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def take_over(loggers: Iterable[str]) -> None:
    """Removes the handlers that a library gave its loggers; the root's, which is private, is left."""
    for name in loggers:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)


def seal() -> None:
    """Begins the time in which visitors may speak; before it, libraries say freely what is wrong."""
    global _sealed
    _sealed = True
    # Python itself prints what nobody catches, words and all.
    sys.excepthook = lambda kind, error, trace: _uncaught(error)
    threading.excepthook = lambda failure: _uncaught(failure.exc_value)
    sys.unraisablehook = lambda failure: _uncaught(failure.exc_value)


def watch(count: Callable[[str, str], None]) -> None:
    """Has the name and the channel of each warning and error of ours counted."""
    global _watch
    _watch = count


def _uncaught(error: BaseException | None) -> None:
    if not isinstance(error, (KeyboardInterrupt, SystemExit)):
        logging.getLogger("runtime.logs").critical("process.uncaught", exc_info=error)


def _make_record(
    name: str,
    level: int,
    fn: str,
    lno: int,
    msg: Any,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **kwargs: Any,
) -> logging.LogRecord:
    if not _sealed:
        return logging.LogRecord(name, level, fn, lno, msg, args, exc_info, func, sinfo, **kwargs)
    if name.partition(".")[0] not in OURS:
        msg, args = (msg if isinstance(msg, _EventName) else f"{name}:{func}:{lno}"), ()
    else:
        written = logging.LogRecord(name, level, fn, lno, msg, args, None, func)
        msg, args = mask_text(written.getMessage()), ()
    record = logging.LogRecord(name, level, fn, lno, msg, args, None, func, None, **kwargs)
    if exc_info:
        record.exc_text = _frames(exc_info[1] if isinstance(exc_info, tuple) else exc_info)
    return record


def _frames(error: BaseException | None) -> str:
    """Returns the frames of an exception and its causes without their words: they may quote a visitor."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines = "".join(traceback.format_tb(error.__traceback__)).rstrip()
        parts.append(f"{lines}\n{type(error).__module__}.{type(error).__qualname__}".lstrip("\n"))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\ncaused by:\n".join(parts)


def _name_only(logger: logging.Logger, method: str, event: MutableMapping[str, Any]) -> Any:
    """Ends structlog's chain: our events keep their values, those of others only their name."""
    name = str(event.pop("event", ""))
    failure = event.pop("exc_info", None) or (method == "exception" or None)
    keywords = {"exc_info": failure} if failure else {}
    if logger.name.partition(".")[0] in OURS:
        if _watch is not None and method in _TROUBLES:
            _watch(name, str(event.get("channel", "")))
        return (" ".join([name, *(f"{key}={value}" for key, value in event.items())]),), keywords
    return (_EventName(name if _EVENT_NAME.fullmatch(name) else "event"),), keywords
