"""Deadlines as a calendar's entries, which keep their identity while they change.

A program that imports a calendar knows an entry by its UID, and takes another version of it
when its sequence is higher. So an entry's UID is made of what it is about and never of its
deadline, and its sequence rises by one whenever anything that it says is another. What was
written before is handed in as `Kept`, from the store or from the file that is overwritten.

What was done, or is asked for no more, is written as ended for `ENDED_FOR_DAYS` days, so
that whoever imports the file at least that often is rid of it, and then left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from certtrack.reminders.calendar_entry import Concern, Entry, Form, Kept, Said
from certtrack.reminders.calendar_words import description, summary
from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.timing import occasions

ENDED_FOR_DAYS = 90
"""Days for which it is told that an entry ended."""

Running = Collection[tuple[str, str, date]]
"""Cycles in which a credential is active: the body, the credential, the cycle's first day."""


def concern_of(one: Reminder) -> Concern:
    """What a reminder is about, whenever it is due."""
    return Concern(one.body, one.credentials[0], one.kind, one.about, one.anchor)


def uid_of(owner: str, form: Form, concern: Concern) -> str:
    """The UID of an entry that is written for the first time.

    Args:
        owner: Tells the person apart from everybody else.
        form: How it is told.
        concern: What it is about.
    """
    told = "\x1f".join((owner, form.name, *map(str, concern)))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@certtrack"


def said(one: Reminder, policy: Policy, form: Form) -> Said:
    """What an entry about a reminder says."""
    source = one.citation.source if one.citation else None
    return Said(
        due=one.due,
        summary=summary(one, form.language, team=form.team),
        description=description(one, form.language),
        url=source.url if source else None,
        categories=(one.body, *one.credentials),
        leads=leads(one, policy),
    )


def leads(one: Reminder, policy: Policy) -> tuple[int, ...]:
    """Days before its deadline on which a reminder is told, each moved to an allowed weekday.

    The day on which it becomes possible is one of them; what is told again and again once
    it is overdue is not: a calendar tells of a day that is to come.
    """
    named = set(policy.leads(one))
    if one.opens:
        named.add((one.due - one.opens).days)
    days = {(one.due - told.day).days for told in occasions(one, policy) if told.lead in named}
    return tuple(sorted((lead for lead in days if lead >= 0), reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """For whom, how and when a calendar is written.

    Args:
        person: The person's name.
        owner: Tells the person apart from everybody else, for UIDs of new entries.
        form: How entries are told.
        policy: When the person is reminded.
        moment: When it is written, in UTC.
    """

    person: str
    owner: str
    form: Form
    policy: Policy
    moment: datetime

    @property
    def second(self) -> datetime:
        """The moment, as exactly as a calendar can tell it."""
        return self.moment.replace(microsecond=0)


def entries(
    told: Iterable[Reminder],
    kept: Mapping[Concern, Kept],
    running: Running,
    writing: Writing,
) -> list[Entry]:
    """A person's entries: each with its deadline, and those that ended lately.

    Args:
        told: Every reminder of the person, however far away; what asks for nothing is no entry.
        kept: What was written before, in the same form.
        running: Where the person's credentials are active: what is asked there no more was
            done; anywhere else it is removed.
        writing: For whom, how and when.
    """
    asking = {concern_of(one): one for one in told if one.asks}
    found = [_entry(one, kept.get(concern), writing) for concern, one in asking.items()]
    ended = (one for concern, one in kept.items() if concern not in asking)
    found += _ended(ended, running, writing)
    return sorted(found, key=lambda one: (one.said.due, one.concern, one.uid))


def _entry(one: Reminder, before: Kept | None, writing: Writing) -> Entry:
    concern = concern_of(one)
    what = said(one, writing.policy, writing.form)
    uid = before.uid if before else uid_of(writing.owner, writing.form, concern)
    entry = Entry(
        person=writing.person,
        uid=uid,
        concern=concern,
        said=what,
        sequence=0,
        changed_at=writing.second,
        alarms=tuple(lead for lead in what.leads if lead <= one.days_left),
    )
    return _numbered(entry, before) if before else entry


def _ended(kept: Iterable[Kept], running: Running, writing: Writing) -> Iterator[Entry]:
    """What was written before and is asked no more, while that is still news."""
    for before in kept:
        concern = before.concern
        state = before.state
        if state == "open":
            cycle = (concern.body, concern.credential, concern.anchor)
            state = "done" if cycle in running else "removed"
        entry = Entry(
            person=writing.person,
            uid=before.uid,
            concern=concern,
            said=Said(
                due=before.due,
                summary=before.summary,
                categories=(concern.body, concern.credential),
            ),
            sequence=before.sequence,
            changed_at=writing.second,
            state=state,
        )
        entry = _numbered(entry, before)
        if writing.second - entry.changed_at <= timedelta(days=ENDED_FOR_DAYS):
            yield entry


def _numbered(entry: Entry, before: Kept) -> Entry:
    """An entry as it was numbered before, or as the next in the row if it is another now."""
    if entry.said.digest(entry.state) == before.digest:
        return replace(entry, sequence=before.sequence, changed_at=before.changed_at)
    return replace(entry, sequence=before.sequence + 1)


def shown(found: Iterable[Entry], until: date | None) -> list[Entry]:
    """Entries up to a day, included; those that ended are told wherever they stood."""
    return [one for one in found if until is None or one.said.due <= until or one.state != "open"]


def changed(found: Iterable[Entry], before: Mapping[Concern, Kept]) -> list[Kept]:
    """What is to be kept of entries, because it is new or another than was kept before."""
    now = [one.kept() for one in found]
    return [one for one in now if one != before.get(one.concern)]
