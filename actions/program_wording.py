"""Says programs, schools and conditions in words."""

from __future__ import annotations

from actions import wording
from actions.flow_state import FlowState
from knowledge import areas, fields
from knowledge.figures import dollars
from knowledge.programs import UNSURE, Program, SearchResult
from knowledge.ranking import LEVELS as RANKED_LEVELS

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
EDUCATION_LEVELS = {
    "in_high_school": "still in high school",
    "high_school": "a high school diploma or GED",
    "some_college": "some college",
    "associate": "an associate's degree",
    "bachelors": "a bachelor's degree",
    "masters": "a master's degree",
    "doctoral": "a doctorate",
}
PRIORITIES = {"earnings": "earnings", "debt": "low debt", "net_price": "a low price", "public": "a public school"}
ORDERS = {
    "earnings": "by published earnings, highest first",
    "debt": "by median federal debt, lowest first",
    "net_price": "by the school's average net price, lowest first",
}
NO_FIGURES = {
    "earnings": "the largest first, since none publishes what its graduates earn",
    "debt": "the largest first, since none publishes its graduates' debt",
    "net_price": "the largest first, since none publishes a net price",
}


def levels(keys: tuple[str, ...]) -> str:
    """Says levels as in "associate's degrees and bachelor's degrees"."""
    return wording.listing([LEVELS[key][1] for key in keys])


def counted(found: SearchResult, control: str | None) -> str:
    """Says how many programs of which levels: "3 associate's degrees and 1 bachelor's degree at public schools"."""
    said = [f"{total:,} {LEVELS[level][total != 1]}" for level, total in _by_level(found.totals_by_level)]
    return wording.listing(said) + at_schools(control)


def at_schools(control: str | None) -> str:
    """Says at which schools, as in " at public schools"; nothing where any will do."""
    return f" at {CONTROLS[control]} schools" if control else ""


def _by_level(totals: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(totals.items(), key=lambda entry: RANKED_LEVELS.index(entry[0]))


def order(sort_by: str, found: SearchResult) -> str:
    """Says what a list is sorted by; where nothing has the figure, by size."""
    return (ORDERS if found.with_figure else NO_FIGURES)[sort_by]


def searched_fields(keys: tuple[str, ...]) -> str:
    """Says fields as in "computer science and statistics"."""
    if UNSURE in keys:
        return "computer science, data science, statistics and computer engineering"
    return wording.listing([fields.get(key).name.lower() for key in keys])


def searched_place(state: FlowState) -> str:
    """Says where is searched: "Ohio" or "the United States"."""
    return wording.place(areas.get(state.state or "US"))


def answers(after: FlowState, before: FlowState) -> str:
    """Says the answers in which a state differs from an earlier one."""
    said = []
    if after.education_level != before.education_level and after.education_level in EDUCATION_LEVELS:
        said.append(EDUCATION_LEVELS[after.education_level])
    if after.credential != before.credential and after.credential:
        said.append(levels(after.credential))
    if after.field != before.field and after.field:
        said.append(searched_fields(after.field))
    if after.area != before.area and after.area:
        said.append(searched_place(after))
    if after.priority != before.priority and after.priority in PRIORITIES:
        said.append(PRIORITIES[after.priority])
    if after.control != before.control and after.control:
        said.append(f"{CONTROLS[after.control]} schools")
    return wording.listing(said) or "your answer"


def program(index: int, item: Program, names_field: bool = False) -> str:
    """Says a program on one line of a list, with its number, and its field where the list has several."""
    return f"{index}. {unnumbered(item, names_field)}"


def unnumbered(item: Program, names_field: bool = False) -> str:
    """Says a program on one line, with the figures that matter for the choice."""
    school = item.institution
    city = f"{school.city}, " if school.city else ""
    neither = item.earnings is None and item.earnings_1yr is None and item.debt is None
    figures = ["earnings and debt not published"] if neither else [earnings(item), debt(item)]
    figures.append(graduates(item))
    if names_field:
        figures.insert(0, item.field_title)
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


def web_address(url: str) -> str:
    """Returns a school's site, which the data names with or without a scheme, with https."""
    bare = url.removeprefix("https://").removeprefix("http://")
    return f"https://{bare}"
