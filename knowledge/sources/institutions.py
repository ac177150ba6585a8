"""City, site, net price and completion rate of schools: the optional institution file of Truewise."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from knowledge.sources import SourceError, require, verify

NAME = "U.S. Department of Education, College Scorecard (institution file, prepared by Truewise, CC BY 4.0)"
SITE = "https://collegescorecard.ed.gov/"
RELEASE = "2026-06-10"
AS_OF = "June 2026"
URL = (
    "https://raw.githubusercontent.com/ndranandraj/truewise/"
    "01b8f1bd219746e6a92c56cc1e1bb3f50d54dae0/published/institutions.parquet"
)
FILE_SHA256 = "32dd57ea9c4301bed6a48d5f7271c69994d9c776bbea0880029eb1c5307c378e"
ROW_COUNT = 6273
TIMEOUT_SECONDS = 5.0
SWITCHED_OFF = "none"  # a value of GUIDE_INSTITUTIONS
_WITHOUT = "going on without city, site and net price"

PRICE_COLUMNS = (
    "net_price", "net_price_0_30k", "net_price_30_48k", "net_price_48_75k", "net_price_75_110k",
    "net_price_110k_plus",
)  # fmt: skip


@dataclass(frozen=True)
class Details:
    """What the file adds to a school; prices in USD a year, in the order of PRICE_COLUMNS; a rate up to 1."""

    city: str | None
    url: str | None
    completion_rate: float | None
    prices: tuple[int | None, ...]


def read(cache: Path, say: Callable[[str], None]) -> dict[str, Details]:
    """Returns details by UNITID, or nothing when the file can neither be found nor fetched.

    `cache` is where a fetched copy is kept. Raises SourceError when a file is there but not the one expected.
    """
    content = _content(cache, say)
    return read_content(content) if content else {}


def read_content(content: bytes) -> dict[str, Details]:
    """Returns details by UNITID from the bytes of the file."""
    verify(content, FILE_SHA256, "institutions.parquet (Truewise)")
    rows = pq.read_table(pa.BufferReader(content)).to_pylist()
    details = {row["unitid"]: _details(row) for row in rows}
    require(len(details) == ROW_COUNT, f"institutions.parquet has {len(details)} schools, expected {ROW_COUNT}.")
    for unitid, found in details.items():
        for price in found.prices:
            require(price is None or -10_000 <= price <= 150_000, f"School {unitid} has a net price of {price}.")
    return details


def clean_url(written: str | None) -> str | None:
    """Returns a site's address with its scheme, or None when it is no plain web address."""
    address = (written or "").strip()
    if address and "://" not in address:
        address = f"https://{address}"
    return address if re.fullmatch(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#][^\s]*)?", address, re.IGNORECASE) else None


def _content(cache: Path, say: Callable[[str], None]) -> bytes | None:
    chosen = os.environ.get("GUIDE_INSTITUTIONS", "").strip()
    if chosen.lower() == SWITCHED_OFF:
        say(f"knowledge: no institution file (GUIDE_INSTITUTIONS is {SWITCHED_OFF}); {_WITHOUT}")
        return None
    if chosen:
        if not Path(chosen).is_file():
            raise SourceError(f"GUIDE_INSTITUTIONS names {chosen}, which is not a file.")
        return Path(chosen).read_bytes()
    if cache.is_file():
        return cache.read_bytes()
    return _fetch(cache, say)


def _fetch(cache: Path, say: Callable[[str], None]) -> bytes | None:
    try:
        with urllib.request.urlopen(URL, timeout=TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read()
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        say(f"knowledge: institution file not reachable ({reason}); {_WITHOUT}")
        return None
    verify(content, FILE_SHA256, f"institutions.parquet from {URL}")
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(content)
    return content


def _details(row: dict[str, object]) -> Details:
    prices = tuple(_whole(row["net_price_avg" if name == "net_price" else name]) for name in PRICE_COLUMNS)
    rate = row["completion_rate"]
    city, url = row["city"], row["school_url"]
    require(isinstance(city, str) and bool(city.strip()), f"School {row['unitid']} has no city.")
    return Details(
        str(city).strip(),
        clean_url(url if isinstance(url, str) else None),
        None if rate is None else float(str(rate)),
        prices,
    )


def _whole(amount: object) -> int | None:
    return None if amount is None else round(float(str(amount)))
