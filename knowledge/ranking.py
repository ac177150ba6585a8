"""The order in which programs are listed, the same for everybody and for sale to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from knowledge.database import connect

SortBy = Literal["earnings", "debt", "net_price"]

# Lowest first, in the order of the Scorecard's own codes; a list shows its levels in this order.
LEVELS = (
    "undergraduate_certificate",
    "associate",
    "bachelors",
    "masters",
    "doctoral",
    "graduate_certificate",
)
CONTROLS = {
    "public": ("public",),
    "private": ("private_nonprofit", "private_for_profit"),
    "private_nonprofit": ("private_nonprofit",),
    "private_for_profit": ("private_for_profit",),
}

_FIGURE: dict[SortBy, str] = {"earnings": "p.earnings_4yr", "debt": "p.debt", "net_price": "i.net_price"}


@dataclass(frozen=True)
class Conditions:
    """What a list of programs must meet; None where anything will do."""

    cips: tuple[str, ...]
    levels: tuple[str, ...]
    state: str | None = None
    control: str | None = None

    def __post_init__(self) -> None:
        unknown = [level for level in self.levels if level not in LEVELS]
        if unknown or not self.levels or self.control not in (None, *CONTROLS):
            raise ValueError(f"No programs at the levels {self.levels!r} under the control {self.control!r}.")

    def where(self) -> tuple[str, list[str]]:
        """Returns the condition in SQL on the program table `p`, and its parameters."""
        parts, values = ["p.listable"], list[str]()
        controls = CONTROLS[self.control] if self.control else None
        for column, allowed in (("cip", self.cips), ("level", self.levels), ("control", controls)):
            if allowed is not None:
                parts.append(f"p.{column} IN ({', '.join('?' * len(allowed))})")
                values.extend(allowed)
        if self.state is not None:
            parts.append("p.state = ?")
            values.append(self.state)
        return " AND ".join(parts), values


class Place(NamedTuple):
    """A program's place in a list: its key, and the figure in USD that the list is sorted by.

    A tuple, as a search makes thousands of them: a frozen dataclass takes four times as long.
    """

    unitid: str
    cip: str
    level: str
    figure: int | None


def ranked(conditions: Conditions, sort_by: SortBy) -> list[Place]:
    """Returns one program a school and level: first those with the figure, best first, then the others.

    Ties, and those without the figure, go by graduates, then name. A school is its `opeid6`: its campuses
    share their earnings and debt, so it stands there with its best field, at the campus with most graduates.
    A net price is a campus's own: there the campus is chosen first. Raises ValueError for an unknown figure.
    """
    if sort_by not in get_args(SortBy):
        raise ValueError(f"No list of programs by {sort_by!r}.")
    figure = _FIGURE[sort_by]
    direction = "DESC" if sort_by == "earnings" else "ASC"
    order = "p.size_rank" if sort_by == "net_price" else f"{figure} IS NULL, {figure} {direction}, p.size_rank"
    join = "JOIN institution i ON i.unitid = p.unitid" if sort_by == "net_price" else ""
    where, values = conditions.where()
    rows = connect().execute(
        f"SELECT p.opeid6, p.unitid, p.cip, p.level, {figure} AS figure "
        f"FROM program p {join} WHERE {where} ORDER BY {order}",
        values,
    )
    schools: dict[tuple[str, str], Place] = {}
    for opeid6, unitid, cip, level, amount in rows:
        if (opeid6, level) not in schools:
            schools[opeid6, level] = Place(unitid, cip, level, amount)
    places = list(schools.values())
    if sort_by == "net_price":
        places.sort(key=lambda place: (place.figure is None, place.figure or 0))
    return places


def count(conditions: Conditions) -> int:
    """Returns how many places a list under these conditions has."""
    where, values = conditions.where()
    query = f"SELECT count(DISTINCT p.opeid6 || p.level) FROM program p WHERE {where}"
    return int(connect().execute(query, values).fetchone()[0])


def page(places: Sequence[Place], limit: int, offset: int) -> list[Place]:
    """Returns `limit` places from `offset` on, dealt onto pages that hold a share of every level.

    The lower level comes first on a page: five places of two levels are three and two. Where one level has
    run out, the others fill the page. Raises ValueError for a page that cannot be.
    """
    if limit < 1 or offset < 0:
        raise ValueError(f"No page of {limit} from {offset} on.")
    groups = [group for level in LEVELS if (group := [place for place in places if place.level == level])]
    taken = [0] * len(groups)
    dealt: list[Place] = []
    while len(dealt) < min(offset + limit, len(places)):
        left = [len(group) - start for group, start in zip(groups, taken, strict=True)]
        for index, number in enumerate(_shares(left, limit)):
            dealt.extend(groups[index][taken[index] : taken[index] + number])
            taken[index] += number
    return dealt[offset : offset + limit]


def _shares(left: list[int], size: int) -> list[int]:
    """Returns how many of each group stand on a page: evenly, the first one more, then whoever has any."""
    even = [size // len(left) + (index < size % len(left)) for index in range(len(left))]
    shares = [min(share, number) for share, number in zip(even, left, strict=True)]
    for index, number in enumerate(left):
        shares[index] += min(size - sum(shares), number - shares[index])
    return shares
