"""When people of the team answer in the conversation: `mon-fri 09:00-17:00, sat 10:00-14:00` in a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENTRY = re.compile(rf"({'|'.join(_DAYS)})(?:-({'|'.join(_DAYS)}))? (\d\d?:\d\d)-(\d\d?:\d\d)")


@dataclass(frozen=True)
class Shift:
    """Hours of one day of the week, Monday being 0; `until` midnight is the end of the day."""

    day: int
    since: time
    until: time

    def holds(self, moment: datetime) -> bool:
        """Tells whether a moment lies in it."""
        now = moment.time()
        return moment.weekday() == self.day and self.since <= now and (now < self.until or self.until == time())


@dataclass(frozen=True)
class Hours:
    """The team's hours; without shifts nothing is promised, and somebody may be there at any time."""

    shifts: tuple[Shift, ...]
    zone: ZoneInfo

    def are_now(self, moment: datetime) -> bool:
        """Tells whether somebody is there at a moment (with its own time zone)."""
        return not self.shifts or any(shift.holds(moment.astimezone(self.zone)) for shift in self.shifts)

    def next(self, moment: datetime) -> str:
        """Returns when somebody is there next, in words: "tomorrow at 09:00 (Chicago time)"."""
        local = moment.astimezone(self.zone)
        starts = [
            datetime.combine(local.date() + timedelta(days=ahead), shift.since, self.zone)
            for ahead in range(8)
            for shift in self.shifts
            if shift.day == (local.weekday() + ahead) % 7
        ]
        start = min(start for start in starts if start > local)
        days = (start.date() - local.date()).days
        day = {0: "today", 1: "tomorrow"}.get(days, _NAMES[start.weekday()])
        # Seven days ahead is the same day of the week.
        return f"{'next ' if days == 7 else ''}{day} at {start:%H:%M} ({self._place()})"

    def _place(self) -> str:
        name = self.zone.key.rpartition("/")[2].replace("_", " ")
        return f"{name} time" if "/" in self.zone.key else name


def read(text: str, zone: str) -> Hours:
    """Reads `GUIDE_DESK_HOURS` and `GUIDE_DESK_ZONE`; raises ValueError that names the one that makes no sense."""
    try:
        place = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"GUIDE_DESK_ZONE={zone} is not a time zone such as America/Chicago.") from None
    entries = [entry.strip().lower() for entry in text.split(",") if entry.strip()]
    return Hours(tuple(shift for entry in entries for shift in _shifts(entry)), place)


def _shifts(entry: str) -> list[Shift]:
    found = _ENTRY.fullmatch(entry)
    try:
        since, until = (_time(found[3]), _time(found[4])) if found else (time(), time())
    except ValueError:
        found = None
    if not found or not (since < until or until == time()):
        raise ValueError(f'GUIDE_DESK_HOURS: "{entry}" is not like "mon-fri 09:00-17:00".')
    first = _DAYS.index(found[1])
    count = (_DAYS.index(found[2] or found[1]) - first) % 7 + 1
    return [Shift((first + ahead) % 7, since, until) for ahead in range(count)]


def _time(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    return time() if (hour, minute) == (24, 0) else time(hour, minute)
