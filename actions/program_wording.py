"""Says programs, schools and conditions in words."""

from __future__ import annotations

from actions import wording
from actions.flow_state import FlowState
from knowledge import areas, fields
from knowledge.figures import dollars
from knowledge.programs import UNSURE, Program

# Level keys as they are said: one, and many.
LEVELS = {
    "undergraduate_certificate": ("undergraduate certificate", "undergraduate certificates"),
    "associate": ("associate's degree", "associate's degrees"),
    "bachelors": ("bachelor's degree", "bachelor's degrees"),
    "masters": ("master's degree", "master's degrees"),
    "doctoral": ("doctorate", "doctorates"),
    "graduate_certificate": ("graduate certificate", "graduate certificates"),
}
CONTROLS = {
    "public": "public",
    "private_nonprofit": "private nonprofit",
    "private_for_profit": "private for-profit",
    "private": "private",
}
ORDERS = {
    "earnings": "by published earnings, highest first",
    "debt": "by median federal debt, lowest first",
    "net_price": "by the school's average net price, lowest first",
}


def levels(keys: tuple[str, ...]) -> str:
    """Says levels as in "associate's degrees and bachelor's degrees"."""
    return wording.listing([LEVELS[key][1] for key in keys])


def searched_fields(keys: tuple[str, ...]) -> str:
    """Says fields as in "computer science and statistics"."""
    if UNSURE in keys:
        return "computer science, data science, statistics and computer engineering"
    return wording.listing([fields.get(key).name.lower() for key in keys])


def searched_place(state: FlowState) -> str:
    """Says where is searched: "Ohio" or "the United States"."""
    return wording.place(areas.get(state.state or "US"))


def program(index: int, item: Program) -> str:
    """Says a program on one line of a list, with its number."""
    return f"{index}. {unnumbered(item)}"


def unnumbered(item: Program) -> str:
    """Says a program on one line, with the figures that matter for the choice."""
    school = item.institution
    city = f"{school.city}, " if school.city else ""
    figures = [earnings(item), debt(item), graduates(item)]
    return f"**{school.name}** ({city}{school.state}, {CONTROLS[school.control]}): {'; '.join(figures)}"


def earnings(item: Program) -> str:
    """Says what graduates earn, with the horizon where it is not the usual four years."""
    if item.earnings is not None:
        return f"earn **{dollars(item.earnings)}**"
    if item.earnings_1yr is not None:
        return f"earn {dollars(item.earnings_1yr)} one year after finishing"
    return "earnings not published"


def debt(item: Program) -> str:
    """Says the median federal debt."""
    return "debt not published" if item.debt is None else f"debt {dollars(item.debt)}"


def graduates(item: Program) -> str:
    """Says how many finished in the year that the file counts."""
    if item.completers is None:
        return "graduate count not published yet"
    return f"{item.completers:,} graduate{'' if item.completers == 1 else 's'}"
