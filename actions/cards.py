"""Shows programs as cards, and their earnings against their debt as a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from actions import program_wording, wording
from actions.responses import Responses
from actions.typed_message import chart, point, typed_message
from knowledge import areas, institutions, programs
from knowledge.figures import dollars
from knowledge.programs import Program

NOT_PUBLISHED = "not published"


def program_list(
    listed: Sequence[Program], first: int, paid: Iterable[Program], text: str, responses: Responses
) -> dict[str, Any]:
    """Returns a page of programs as cards, numbered from `first`; paid ones follow without a number."""
    sources = [programs.source(), institutions.source()]
    return typed_message(
        [source for source in sources if source],
        text=text,
        cards=[
            *(_card(program, f"{number}. {program.institution.name}") for number, program in enumerate(listed, first)),
            *(_card(program, program.institution.name, sponsored=True) for program in paid),
        ],
        charts=_charts(listed, first, responses),
    )


def _card(program: Program, title: str, sponsored: bool = False) -> dict[str, Any]:
    school = program.institution
    details = json.dumps({"institution": school.unitid})
    return {
        "id": program.id,
        "title": title,
        "subtitle": _subtitle(program),
        "sponsored": sponsored,
        "facts": list(_facts(program)),
        "buttons": [{"title": "Details", "payload": f"/program_details{details}"}],
        "url": program_wording.web_address(school.url) if school.url else None,
    }


def _subtitle(program: Program) -> str:
    school = program.institution
    level = wording.capitalised(program_wording.LEVELS[program.level][0])
    state = areas.get(school.state).name if school.state else None
    place = ", ".join(filter(None, [school.city, state]))
    return " · ".join(
        filter(None, [f"{level}, {program.field_title}", place, program_wording.CONTROLS[school.control]])
    )


def _facts(program: Program) -> Iterable[dict[str, Any]]:
    """Yields the figures; a source is an index into the message's sources."""
    if program.earnings is None and program.earnings_1yr is not None:
        yield _fact("median earnings, one year after", program.earnings_1yr)
    else:
        yield _fact("median earnings, four years after", program.earnings)
    if program.below_high_school:
        yield _fact("with only a high-school diploma there", program.high_school_earnings)
    yield _fact("median federal debt", program.debt)
    graduates = NOT_PUBLISHED if program.completers is None else f"{program.completers:,}"
    yield {"label": "graduates, last counted year", "value": graduates, "source": 0}
    if program.institution.net_price is not None:
        yield _fact("average net price of the school, a year", program.institution.net_price, source=1)


def _fact(label: str, amount: int | None, source: int = 0) -> dict[str, Any]:
    return {"label": label, "value": NOT_PUBLISHED if amount is None else dollars(amount), "source": source}


def _charts(listed: Sequence[Program], first: int, responses: Responses) -> list[dict[str, Any]]:
    """Returns earnings against debt where at least two programs publish both."""
    both = [(n, p) for n, p in enumerate(listed, first) if p.earnings is not None and p.debt is not None]
    if len(both) < 2:
        return []
    points = [point(f"{number}. {p.institution.name}", p.debt or 0, p.earnings) for number, p in both]
    said = [f"{p['label']}: {dollars(p['y'])} and {dollars(p['x'])}" for p in points]
    title = responses.sentence("utter_programs_chart").strip()
    alt = responses.sentence("utter_programs_chart_alt", programs="; ".join(said)).strip()
    return [chart("scatter", title, "", points, alt, axes={"x": "median debt", "y": "median earnings"})]
