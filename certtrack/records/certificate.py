"""What a certificate says: title, provider, days, credits and number, by the usual phrases.

Nothing is guessed. What can be read in two ways, or is stated twice with two values, is a
doubt: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from certtrack.reading.spelt_days import SpeltDay, spelt_days

LONGEST = 200
"""Characters of a title, a provider or a number; what is longer is no such thing."""

MOST = 100
"""CEUs beyond which an amount is something else."""

KIND = r"(?:course|webinar|program(?:me)?|activity|session|conference|workshop|training|seminar)"
COMPLETED = re.compile(
    r"\b(?:(?:successfully\s+)?(?:completed|attended|participated\s+in)"
    r"|(?:completing|attending|participating\s+in|completion\s+of|attendance\s+at"
    r"|participation\s+in))\b"
    r"\s*(?:all\s+(?:the\s+)?requirements\s+(?:of|for)\s+)?(?:the\s+)?(?:following\s+)?"
    rf"(?:(?:online|live|on-demand|educational|continuing\s+education)\s+)*(?:{KIND}\b)?"
    r"\s*(?:,?\s*(?:entitled|titled|called)\b)?\s*:?\s*"
    r"(?:[\"“](?P<quoted>[^\"”]{3,200})[\"”]|(?P<plain>[^\n]{3,400}))",
    re.IGNORECASE,
)
TITLE = re.compile(
    rf"^\s*(?:(?:{KIND}|event)(?:\s+(?:title|name))?|title(?:\s+of\s+{KIND})?)\s*:\s*(?P<value>.+)$",
    re.IGNORECASE | re.MULTILINE,
)
ENDS = re.compile(
    r"\s+(?:on|held|from|dated)\s+(?:the\s+)?(?=\w*\s*\d|[A-Z][a-z]+\.?\s+\d)|\s+and\s+(?:is|was|has|earned)\b"
    r"|\s+(?:presented|sponsored|offered|provided|hosted)\s+by\b|\s+for\s+\d|\.\s|\.$",
    re.IGNORECASE,
)
PROVIDER = re.compile(
    r"(?:^\s*(?:provider|sponsor|organi[sz]ation|organi[sz]er|issuer)(?:\s+name)?\s*:"
    r"|\b(?:sponsored|offered|presented|provided|hosted|issued)\s+by\b\s*:?)\s*(?P<value>[^\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
REFERENCE = re.compile(
    r"\b(?:certificate|verification|credential|confirmation|completion|reference|serial)\s+"
    r"(?:id|no\.?|number|code|#)(?:\s*\([^)\n]*\))?\s*[:#.]*\s*"
    r"(?P<value>(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]{2,60})",
    re.IGNORECASE,
)
CEU = (
    r"(?:CEUs?|CEs?(?:\s+(?:credits?|hours?|units?))?"
    r"|continuing\s+education\s+(?:units?|credits?|hours?))"
)
UNITS = {
    "ceus": CEU,
    "contact": r"(?:contact|clock)\s+hours?",
    "minutes": r"minutes?",
}
NUMBER = r"(?<![\d.,/-])(?P<{0}>\d{{1,4}}(?:\.\d{{1,2}})?)"
SAYS = r"(?:\s+(?:awarded|earned|granted|value|total))?\s*[:=]\s*"
"""What stands between a unit and the number after it."""

AMOUNTS = {
    key: re.compile(
        rf"{NUMBER.format('before')}\s*{unit}\b(?!{SAYS}\d)"
        rf"|\b{unit}{SAYS}{NUMBER.format('after')}(?![\d/-])",
        re.IGNORECASE,
    )
    for key, unit in UNITS.items()
}
OTHER_DAYS = re.compile(
    r"(?:expir\w*|valid\s+(?:until|through|thru)|birth|printed|renew\w*|effective|approved)"
    r"[^\n\d]{0,30}$",
    re.IGNORECASE,
)
COMPLETION_DAYS = re.compile(
    r"(?:complet\w*|attend\w*|\bdate\s*:?|\bheld|\bon|\bthis)[^\n\d]{0,25}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found in a certificate.

    Args:
        values: Keys of an activity, each as its option takes it.
        doubts: Keys of which the certificate does not say clearly what they are, each with
            what it says.
    """

    values: dict[str, str]
    doubts: dict[str, tuple[str, ...]]


def recognised(words: str) -> Recognised:
    """What a certificate's words say of an activity."""
    values: dict[str, str] = {}
    doubts: dict[str, tuple[str, ...]] = {}
    for key, found in (("title", _title(words)), ("provider", _provider(words))):
        if found:
            values[key] = found
    if number := REFERENCE.search(words):
        values["reference"] = number["value"].rstrip(".-/")
    _days_of(words, values, doubts)
    _worth_of(words, values, doubts)
    return Recognised(values, doubts)


def _title(words: str) -> str | None:
    if labelled := TITLE.search(words):
        return _tidy(labelled["value"])
    for found in COMPLETED.finditer(words):
        title = found["quoted"] or ENDS.split(found["plain"], maxsplit=1)[0]
        # "completed 2 CEUs" names no title.
        if not any(unit.match(title.strip()) for unit in AMOUNTS.values()):
            return _tidy(title)
    return None


def _provider(words: str) -> str | None:
    found = PROVIDER.search(words)
    return _tidy(ENDS.split(found["value"], maxsplit=1)[0]) if found else None


def _tidy(value: str) -> str | None:
    plain = " ".join(value.split()).strip(' ,;:-–"“”')
    return plain if 1 < len(plain) <= LONGEST else None


def _days_of(words: str, values: dict[str, str], doubts: dict[str, tuple[str, ...]]) -> None:
    """The day of completion: one that is called so, or the only one there is."""
    days = [one for one in spelt_days(words) if not OTHER_DAYS.search(words[: one.at])]
    called = [one for one in days if COMPLETION_DAYS.search(words[: one.at])]
    meant = _unlike(called or days)
    if len(meant) == 1 and meant[0].sure:
        values["completed_on"] = meant[0].readings[0].isoformat()
        if meant[0].first:
            values["started_on"] = meant[0].first.isoformat()
    elif meant:
        doubts["completed_on"] = tuple(dict.fromkeys(one.written for one in meant))


def _unlike(days: list[SpeltDay]) -> list[SpeltDay]:
    """Each day once, however often and in whatever spelling it stands there."""
    return list({one.readings: one for one in reversed(days)}.values())[::-1]


def _worth_of(words: str, values: dict[str, str], doubts: dict[str, tuple[str, ...]]) -> None:
    """The CEUs, or the minutes where no CEUs are stated.

    How many minutes a contact hour has is each body's own rule, and a CEU may be ten of
    them: such an hour is only ever a doubt, unless the CEUs are stated and are the same.
    """
    stated = {key: list(dict.fromkeys(_amounts(key, words))) for key in AMOUNTS}
    ceus, hours, minutes = (stated[key] for key in ("ceus", "contact", "minutes"))
    if len(ceus) == 1 and hours in ([], ceus):
        values["ceus"] = f"{ceus[0]:f}"
    elif ceus or hours:
        told = [f"{one:f} CEUs" for one in ceus] + [f"{one:f} contact hours" for one in hours]
        doubts["ceus"] = tuple(told)
    elif len(minutes) == 1 and minutes[0] == int(minutes[0]):
        values["minutes"] = f"{minutes[0]:f}"
    elif minutes:
        doubts["minutes"] = tuple(f"{one:f} minutes" for one in minutes)


def _amounts(key: str, words: str) -> Iterator[Decimal]:
    for found in AMOUNTS[key].finditer(words):
        written = found["before"] or found["after"]
        amount = Decimal(written.rstrip("0").rstrip(".") if "." in written else written)
        if amount > 0 and (key == "minutes" or amount <= MOST):
            yield amount
