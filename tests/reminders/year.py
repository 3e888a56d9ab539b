"""Live through a year with a roster, and account for every reminder of it.

    python tests/reminders/year.py --people 200 --seed 3

The sender runs some three times a day, on some days not at all; for two weeks the mail
server is down. What arrived at it is held against what `accounts` reckons.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from certtrack.reminders.delivery import Delivery
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.settings import Settings, read_settings
from certtrack.reminders.silence import Silence
from certtrack.reminders.template_shelf import Templates
from certtrack.reminders.wishes import EverybodysWishes, local
from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rules.rulebook import Library
from certtrack.services import edit
from certtrack.services.deliver import deliver
from certtrack.services.delivery_log import delivery_log
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.services.remind import FAR, due
from certtrack.services.sending import Sending
from certtrack.services.silences import keep
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.people import add_person
from tests.reminders.accounts import Accounts, Page, Told, Turn
from tests.reminders.post_office import PostOffice, Received, open_office
from tests.reminders.senders import settings_text
from tests.reminders.staff import FIRST, LAST, Happening, Member, crowd

DAY = timedelta(days=1)
HOURS = (1, 9, 17)
"""About when the sender runs, in UTC: everywhere on earth one of them is in the daytime."""

NO_RUN, FEWER_RUNS = 0.05, 0.3
"""On how many of the days it does not run at all, or only once."""

DOWN_FROM, DOWN_UNTIL = date(2026, 5, 25), date(2026, 6, 8)
"""From when, included, until when, not included, the mail server is down."""

NOBODYS_PORT = 9
ZONE = "America/New_York"
ID = re.compile(r"^ *Id: (\w+)\s*$", re.MULTILINE)
WORKING_DAYS = frozenset(range(5))


def moments(chance: Random) -> Iterator[datetime]:
    """When the sender runs."""
    day = FIRST
    while day <= LAST:
        drawn = chance.random()
        hours = () if drawn < NO_RUN else (chance.choice(HOURS),) if drawn < FEWER_RUNS else HOURS
        for hour in hours:
            yield datetime(day.year, day.month, day.day, hour, chance.randint(0, 59), tzinfo=UTC)
        day += DAY


@dataclass
class Life:
    """One person going through the year.

    Args:
        number: Their number in the store.
        member: Who it is, and what is still to happen to them.
        page: What they ought to have heard.
        library: The rulebooks.
        seen: The last day of theirs that has come.
    """

    number: int
    member: Member
    page: Page
    library: Library
    seen: date = FIRST - DAY
    _known: tuple[date, list[Reminder]] | None = None

    def local(self, now: datetime) -> datetime:
        return local(now, self.member.person.time_zone, ZONE)

    def due(self, day: date) -> list[Reminder]:
        """What is due to them on a day, by what is known of them now."""
        if self._known is None or self._known[0] != day:
            self._known = (day, due(self.member.person, day, FAR, self.library))
        return self._known[1]

    def comes(self, store: str, now: datetime) -> None:
        """Let happen what has to have happened by a moment."""
        at = self.local(now)
        pending = self.member.happenings
        while pending and (pending[0].day, pending[0].hour) <= (at.date(), at.hour):
            self._happens(pending.pop(0), Who(person=f"{self.number}", store=store), now)
            self._known = None

    def _happens(self, one: Happening, who: Who, now: datetime) -> None:
        moment = Moment(latest=self.local(now).date(), made_at=now.isoformat())
        if one.what == "add":
            done = edit.add(who, one.about, one.values, self.library, moment, force=True)
            self.member.person = done.person
        elif one.what == "edit":
            rest = (one.handle, one.values, self.library, moment)
            self.member.person = edit.edit(who, one.about, *rest, force=True).person
        elif one.what == "mute":
            keep(who, Silence(manner="mute", kind=one.about), moment.made_at)
            self.page.muted.add(one.about)
        else:
            self._snoozes(one, who, moment)

    def _snoozes(self, one: Happening, who: Who, moment: Moment) -> None:
        until = one.values["until"]
        found = next((each for each in self.due(moment.latest) if each.kind == one.about), None)
        if found and until > moment.latest:
            silence = Silence(manner="snooze", reminder=found.id, until=until)
            keep(who, silence, moment.made_at)
            self.page.snoozed[found.id] = until


@dataclass
class Year:
    """A year, its sender and its post office.

    Args:
        store: The store.
        settings: The settings of reminders.
        office: The mail server.
        library: The rulebooks.
        lives: The people.
        accounts: What ought to have been told, and what was.
        letters: What arrived, with the moment.
    """

    store: str
    settings: Settings
    office: PostOffice
    library: Library
    lives: list[Life]
    accounts: Accounts = field(default_factory=Accounts)
    letters: list[tuple[datetime, Received]] = field(default_factory=list)

    @cached_property
    def templates(self) -> Templates:
        return Templates()

    def live(self, runs: Iterator[datetime], chance: Random) -> None:
        """Let the sender run at these moments, and read what came of it."""
        for now in runs:
            down = DOWN_FROM <= now.date() < DOWN_UNTIL
            for life in self.lives:
                life.comes(self.store, now)
                self._reckon(life, now, down=down)
            self._run(now, chance, down=down)
        self._read()

    def _reckon(self, life: Life, now: datetime, *, down: bool) -> None:
        """Write down what a run has to tell somebody."""
        at, page = life.local(now), life.page
        today = at.date()
        while life.seen < today:
            life.seen += DAY
            self.accounts.come(page, life.due(life.seen), life.seen)
        refused = life.member.refused
        if down or not page.may_hear(at) or (page.heard_on == today and not refused):
            return
        where = self.accounts.refused if refused else self.accounts.expected
        for one, lead in list(page.owed(life.due(today), today)):
            where[Told(today, page.name, one.kind, one.id)] += 1
            self.accounts.told_at.setdefault(Turn(page.name, one.id, lead), today)
            page.note(one, lead, today)
            page.heard_on = today

    def _run(self, now: datetime, chance: Random, *, down: bool) -> None:
        settings = self.settings
        if down:
            nowhere = replace(settings.channels["mail"], port=NOBODYS_PORT)
            settings = replace(settings, channels={"mail": nowhere})
        sending = Sending(
            settings=settings,
            library=self.library,
            templates=self.templates,
            now=lambda: now,
            screen=io.StringIO(),
            chance=chance,
        )
        report = deliver(self.store, sending)
        self.accounts.runs += 1
        self.accounts.faults += [f"{now}: {one}" for one in report.troubles]
        self.letters += [(now, one) for one in self.office.letters]
        self.office.letters.clear()

    def _read(self) -> None:
        """Read what arrived, and what the log says of it."""
        log = [one for one, _ in delivery_log(self.store, None, failed=False)]
        lives = {life.number: life for life in self.lives}
        sent: dict[str, list[Delivery]] = {}
        for one in log:
            if one.state == "sent":
                sent.setdefault(one.message, []).append(one)
            elif one.state == "failed":
                self._failed(one, lives[one.person])
            elif one.state != "superseded":
                self.accounts.faults.append(f"{one.claimed_at}: left {one.state} in the log")
        people = {life.member.person.email: life for life in self.lives}
        days = set()
        for now, letter in self.letters:
            life = people["".join(letter.recipients)]
            days.add((life.number, life.local(now).date()))
            mail = letter.mail
            key = str(mail["Message-ID"]).strip("<>").partition("@")[0]
            self._received(life, now, mail, sent.get(key, []))
        self.accounts.mails = len(self.letters)
        if len(days) < len(self.letters):
            self.accounts.faults.append("somebody got more than one message on a day")
        if len(sent) != len(self.letters):
            self.accounts.faults.append(f"{len(sent)} messages are sent by the log")

    def _failed(self, one: Delivery, life: Life) -> None:
        day = life.local(one.claimed_at).date()
        self.accounts.failed[Told(day, life.page.name, one.kind, one.reminder)] += 1

    def _received(
        self, life: Life, now: datetime, mail: EmailMessage, lines: list[Delivery]
    ) -> None:
        """Read a letter: what it tells by its own words must be what the log has of it."""
        at, name = life.local(now), life.page.name
        text = mail.get_body(("plain",))
        assert text
        told = sorted(ID.findall(text.get_content()))
        if told != sorted(one.reminder for one in lines):
            self.accounts.faults.append(f"{at}: a letter to {name} is not what the log has")
        if not life.page.may_hear(at):
            self.accounts.faults.append(f"{at}: a letter to {name} at a forbidden time")
        if parsedate_to_datetime(mail["Date"]) != now:
            self.accounts.faults.append(f"{at}: a letter to {name} bears another date")
        for one in lines:
            self.accounts.received[Told(at.date(), name, one.kind, one.reminder)] += 1
            if (one.person, one.day) != (life.number, at.date()):
                self.accounts.faults.append(f"{at}: the log says {one.day} of a letter to {name}")


def live(folder: Path, members: list[Member], library: Library, chance: Random) -> Year:
    """Live through the year with a store and a post office of one's own."""
    store, path = str(folder / "store.db"), folder / "reminders.toml"
    made_at = datetime(FIRST.year, 1, 1, tzinfo=UTC).isoformat()
    with recorded(locate(store), "fill", made_at, may_create=True) as work:
        numbers = [add_person(work, one.person) for one in members]
    with open_office() as office:
        path.write_text(settings_text(office, _wishes(members)), encoding="utf-8")
        settings = read_settings(path)
        lives = _lives(numbers, members, settings, library)
        for one in members:
            if one.refused:
                office.manners[one.person.email] = "refuse the recipient"
        year = Year(store, settings, office, library, lives)
        year.live(moments(chance), chance)
    return year


def _wishes(members: list[Member]) -> str:
    days = '["mon", "tue", "wed", "thu", "fri"]'
    return "".join(
        f'[[person]]\nwho = "{one.person.email}"\npolicy = {{ weekdays = {days} }}\n'
        for one in members
        if one.working_days
    )


def _lives(
    numbers: list[int], members: list[Member], settings: Settings, library: Library
) -> list[Life]:
    wishes = EverybodysWishes(settings)
    lives = []
    for number, one in zip(numbers, members, strict=True):
        person = one.person
        page = Page(person.name, wishes.of(person.name, person.email).policy)
        if one.working_days:
            page.weekdays = WORKING_DAYS
        lives.append(Life(number, one, page, library))
    return lives


def main() -> int:
    """Live through a year and print its figures; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3)
    asked = parser.parse_args()
    chance = Random(asked.seed)
    library = Library(read_files(sorted(SHIPPED.rglob("*.toml"))).rulebooks)
    with tempfile.TemporaryDirectory() as folder:
        accounts = live(Path(folder), crowd(asked.people, chance), library, chance).accounts
    figures = {
        "people": asked.people,
        "runs": accounts.runs,
        "mails": accounts.mails,
        "occasions": len(accounts.turns),
        **{f"  {fate}": number for fate, number in sorted(accounts.fates().items())},
        "told, as expected": (accounts.expected & accounts.received).total(),
        "refused, as expected": (accounts.refused & accounts.failed).total(),
        "missed": accounts.missed.total(),
        "not due": accounts.unasked.total(),
        "doubled": accounts.doubled.total(),
        "other faults": len(accounts.faults),
    }
    lines = [f"seed: {asked.seed}", *(f"{name}: {number}" for name, number in figures.items())]
    differences = accounts.differences()
    sys.stdout.write("\n".join([*lines, *differences, ""]))
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
