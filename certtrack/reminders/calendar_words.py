"""What a calendar's entry says of a reminder, in English or Spanish.

Nothing in it changes from one day to the next by itself: no days left, which would be
wrong on the morrow in every program that took the file once. The words of a rule, and of
what a certifying body decided, stay in the language of the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, get_args

from certtrack.reminders.reminder import Kind, Lacking, Reminder
from certtrack.rules.findings import Citation

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

SUMMARIES: dict[Language, dict[Kind, str]] = {
    "en": {
        "ceu-shortfall": "CEUs missing",
        "fee-due": "pay {amount} {currency}",
        "evidence-missing": "{number} certificates missing",
        "ready-to-renew": "renew",
        "cycle-started": "a new cycle begins",
        "inactive": "inactive",
        "exam-window": "take the exam",
        "retest-allowed": "the exam may be taken again",
    },
    "es": {
        "ceu-shortfall": "faltan CEU",
        "fee-due": "pagar {amount} {currency}",
        "evidence-missing": "faltan {number} certificados",
        "ready-to-renew": "renovar",
        "cycle-started": "comienza un ciclo nuevo",
        "inactive": "inactiva",
        "exam-window": "presentar el examen",
        "retest-allowed": "el examen puede repetirse",
    },
}
ONE_CERTIFICATE: dict[Language, str] = {"en": "1 certificate missing", "es": "falta 1 certificado"}
CEUS: dict[Language, tuple[str, str]] = {
    "en": ("1 CEU missing", "{ceus} CEUs missing"),
    "es": ("falta 1 CEU", "faltan {ceus} CEU"),
}

LINES: dict[Language, dict[str, str]] = {
    "en": {
        "missing": "Missing:",
        "more": "{words}: {ceus} more",
        "opens": "From {day}",
        "due": "By {day}",
        "allowed": "From {day}",
        "source": "Source: {title}",
        "assumed": "How certain: assumed, because the sources are silent.",
        "secondary": "How certain: the word of others, not of the certifying body.",
    },
    "es": {
        "missing": "Falta:",
        "more": "{words}: {ceus} más",
        "opens": "Desde el {day}",
        "due": "A más tardar el {day}",
        "allowed": "Desde el {day}",
        "source": "Fuente: {title}",
        "assumed": "Certeza: supuesto, porque las fuentes no lo dicen.",
        "secondary": "Certeza: palabra de terceros, no del organismo certificador.",
    },
}

NAMES: dict[Language, dict[str, str]] = {
    "en": {"own": "Deadlines of {name}", "team": "Deadlines: {name}", "all": "everyone"},
    "es": {"own": "Plazos de {name}", "team": "Plazos: {name}", "all": "todos"},
}
ENDED: dict[Language, dict[str, str]] = {
    "en": {"done": "Done.", "removed": "This is asked for no more."},
    "es": {"done": "Hecho.", "removed": "Esto ya no se pide."},
}


def summary(one: Reminder, language: Language, *, team: bool) -> str:
    """What an entry is called, in a line; for a team with the person's name."""
    told = f"{one.labels}: {_asked(one, language)}"
    return f"{one.person}, {told}" if team else told


def _asked(one: Reminder, language: Language) -> str:
    if one.kind == "ceu-shortfall" and one.remaining:
        single, many = CEUS[language]
        return single if one.remaining == 1 else many.format(ceus=_number(one.remaining))
    if one.kind == "evidence-missing" and len(one.named) == 1:
        return ONE_CERTIFICATE[language]
    amount = "" if one.amount is None else _number(one.amount)
    return SUMMARIES[language][one.kind].format(
        amount=amount, currency=one.currency or "", number=len(one.named)
    )


def description(one: Reminder, language: Language) -> str:
    """What is missing, by when, and by which source, in lines."""
    first = one.message if language == "en" else summary(one, language, team=False)
    lines = [first, *_missing(one, language), *_days(one, language), *_ground(one, language)]
    return "\n".join(lines)


def _missing(one: Reminder, language: Language) -> Iterator[str]:
    lines = [_lacking(each, language) for each in one.lacking]
    if one.kind == "evidence-missing":
        lines += one.named
    if lines:
        yield LINES[language]["missing"]
        yield from (f"- {line}" for line in lines)


def _lacking(each: Lacking, language: Language) -> str:
    if not each.ceus:
        return each.words
    return LINES[language]["more"].format(words=each.words, ceus=_number(each.ceus))


def _days(one: Reminder, language: Language) -> Iterator[str]:
    if one.kind == "retest-allowed":
        yield LINES[language]["allowed"].format(day=one.due)
        return
    if one.opens:
        yield LINES[language]["opens"].format(day=one.opens)
    yield LINES[language]["due"].format(day=one.due)


def _ground(one: Reminder, language: Language) -> Iterator[str]:
    citation: Citation | None = one.citation
    if citation is None:
        return
    yield LINES[language]["source"].format(title=citation.source.title)
    if citation.source.url:
        yield citation.source.url
    if citation.certainty != "primary":
        yield LINES[language][citation.certainty]


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
