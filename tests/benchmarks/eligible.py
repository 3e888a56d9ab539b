"""May they sit the RHIT exam? The shipped rule, and the same rule in other hands.

The others answer yes or no and say nothing of why. `agree` holds all of them to the verdicts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from roster import TODAY, shipped

from certtrack.render import contract
from certtrack.rules.eligibility import judge
from certtrack.rules.facts import Exam, Person
from certtrack.rules.rulebook import Library
from certtrack.rules.status import standing_of
from certtrack.rules.studies import AccreditationSpell, Education
from certtrack.rules.verdict import Verdict

HIM = "health-information-management"
WAIT = timedelta(days=90)
Answer = Callable[[Any], bool]


def candidates(number: int, seed: int = 3) -> list[Person]:
    """People of all sorts: finished, in their final term, failed lately, of other fields."""
    rng = Random(seed)
    return [_candidate(rng, each) for each in range(number)]


def _candidate(rng: Random, number: int) -> Person:
    status = rng.choice(("completed", "completed", "completed", "enrolled", "final-term"))
    until = rng.choice((None, None, date(2030, 12, 31), date(2022, 1, 1)))
    spell = AccreditationSpell(agency="CAHIIM", from_=date(2012, 1, 1), until=until)
    done = TODAY - timedelta(days=rng.randrange(-300, 3000))
    study = Education(
        school=f"College {number % 50}",
        level=rng.choice(("associate", "associate", "bachelor", "certificate")),
        field=rng.choice((HIM, HIM, HIM, "nursing", None)),
        status=status,
        completed_on=done if status == "completed" else None,
        accreditation=rng.choice((None, (), (spell,), (spell,))),
    )
    failed = Exam(credential="RHIT", taken_on=TODAY - timedelta(rng.randrange(400)), passed=False)
    exams = (failed,) if rng.random() < 0.3 else ()
    return Person(name=f"Person {number}", education=(study,), exam=exams, credential=())


def with_findings(library: Library) -> Answer:
    """The shipped rule, with every finding; they find their words when they are read."""
    verdict = _judging(library)
    return lambda person: verdict(person).allowed


def in_words(library: Library) -> Answer:
    """The same, with everything that there is to say put into JSON."""
    verdict = _judging(library)
    return lambda person: contract.line(contract.verdict(verdict(person))) != ""


def _judging(library: Library) -> Callable[[Person], Verdict]:
    book = library.find("RHIT")
    assert book

    def verdict(person: Person) -> Verdict:
        def standing(name: str) -> str | None:
            return standing_of(person, library, TODAY, name)

        return judge(person, book, TODAY, standing, library.same)

    return verdict


def by_ifs(person: Person) -> bool:
    """The rule written out for this one exam."""
    for exam in person.exam or ():
        if exam.credential == "RHIT" and not exam.passed and exam.taken_on + WAIT > TODAY:
            return False
    for study in person.education or ():
        if study.field == HIM and study.level == "associate" and study.accreditation:
            if study.status == "completed" and study.completed_on and study.completed_on <= TODAY:
                day = study.completed_on
            elif study.status in ("final-term", "coursework-completed"):
                day = TODAY
            else:
                continue
            if _accredited(study.accreditation, day):
                return True
    return False


def _accredited(spells: Sequence[AccreditationSpell], day: date) -> bool:
    for spell in spells:
        started = spell.agency == "CAHIIM" and spell.from_ and spell.from_ <= day
        if started and (spell.until is None or day <= spell.until):
            return True
    return False


def facts(person: Person) -> dict[str, Any]:
    """What the engines are handed: the same facts, days as numbers, none of it judged."""
    return {
        "today": TODAY.toordinal(),
        "failed": [one.taken_on.toordinal() for one in person.exam or () if not one.passed],
        "studies": [
            {
                "level": one.level,
                "field": one.field or "",
                "status": one.status,
                "done": one.completed_on.toordinal() if one.completed_on else TODAY.toordinal(),
                "spells": [
                    {
                        "agency": spell.agency,
                        "from": spell.from_.toordinal() if spell.from_ else 0,
                        "until": spell.until.toordinal() if spell.until else 9_999_999,
                    }
                    for spell in one.accreditation or ()
                ],
            }
            for one in person.education or ()
        ],
    }


def by_zen() -> Answer:
    """The rule as a decision of zen-engine's."""
    import zen

    node = {"id": "e", "key": "allowed", "value": _zen_expression()}
    graph = {
        "nodes": [
            {"id": "i", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "x",
                "type": "expressionNode",
                "name": "rule",
                "position": {"x": 0, "y": 0},
                "content": {"expressions": [node]},
            },
            {"id": "o", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "1", "sourceId": "i", "targetId": "x", "type": "edge"},
            {"id": "2", "sourceId": "x", "targetId": "o", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    return lambda told: bool(decision.evaluate(told)["result"]["allowed"])


def _zen_expression() -> str:
    day = "(s.status == 'completed' ? s.done : today)"
    spell = f"p.agency == 'CAHIIM' and p.from <= {day} and {day} <= p.until"
    study = (
        f"s.field == '{HIM}' and s.level == 'associate' and "
        "s.status in ['completed', 'final-term', 'coursework-completed'] and s.done <= today "
        f"and some(s.spells as p, {spell})"
    )
    return f"all(failed as f, f + 90 <= today) and some(studies as s, {study})"


def by_json_logic() -> Answer:
    """The rule in JSON Logic. Inside `some` only the element is known: studies bring the day."""
    from json_logic import jsonLogic

    def var(name: str) -> dict[str, str]:
        return {"var": name}

    rule: Any = {
        "and": [
            # Of an empty list `all` is false to JSON Logic, so it is asked for none that fails.
            {"none": [var("failed"), {">": [{"+": [var(""), 90]}, TODAY.toordinal()]}]},
            {
                "some": [
                    var("studies"),
                    {
                        "and": [
                            {"==": [var("field"), HIM]},
                            {"==": [var("level"), "associate"]},
                            {"in": [var("status"), ["completed", "final-term"]]},
                            {"<=": [var("done"), TODAY.toordinal()]},
                            {"some": [var("spells"), _json_logic_spell()]},
                        ]
                    },
                ]
            },
        ]
    }
    return lambda told: bool(jsonLogic(rule, told))


def _json_logic_spell() -> dict[str, Any]:
    return {
        "and": [
            {"==": [{"var": "agency"}, "CAHIIM"]},
            {"<=": [{"var": "from"}, {"var": "day"}]},
            {"<=": [{"var": "day"}, {"var": "until"}]},
        ]
    }


def facts_with_days(person: Person) -> dict[str, Any]:
    """The same for an engine that cannot look out of a list: each spell has the day beside it."""
    told = facts(person)
    for study in told["studies"]:
        for spell in study["spells"]:
            spell["day"] = study["done"]
    return told


def agree(people: Sequence[Person], answer: Answer, told: Sequence[Any]) -> None:
    """Hold an answer to the rule written out.

    Raises:
        AssertionError: When they differ on anybody.
    """
    for person, given in zip(people, told, strict=True):
        assert answer(given) == by_ifs(person), person


if __name__ == "__main__":
    crowd = candidates(500)
    agree(crowd, with_findings(shipped()), crowd)
    agree(crowd, by_zen(), [facts(one) for one in crowd])
    agree(crowd, by_json_logic(), [facts_with_days(one) for one in crowd])
