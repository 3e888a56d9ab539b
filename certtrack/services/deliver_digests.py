"""Send managers their digests: once on each of the policy's weekdays, to their e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial

from certtrack.errors import Refused, refuse
from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.channels.channel import Addressee
from certtrack.reminders.delivery import Delivery
from certtrack.reminders.delivery_report import Outcome, Report, Trouble
from certtrack.reminders.digest import Digest, digests
from certtrack.reminders.due import Telling
from certtrack.reminders.mailbox import mailbox
from certtrack.reminders.parcel import Item, Parcel
from certtrack.reminders.policy import WEEKDAYS, Policy
from certtrack.reminders.settings import Settings
from certtrack.reminders.wishes import EverybodysWishes, local
from certtrack.reminders.words import digest_message
from certtrack.services.carrying import Carrier
from certtrack.services.roster import Wanted, lines
from certtrack.services.sending import Sending
from certtrack.store.deliveries import log_of, put_aside
from certtrack.store.known import contacts
from certtrack.store.location import Place, locate
from certtrack.store.sessions import kept_open, reading


def deliver_digests(store: str | None, sending: Sending, *, dry_run: bool = False) -> Report:
    """Send every manager the digest of the day, if it is one for digests and was not sent yet.

    The day and the quiet hours are those of the settings' time zone.

    Args:
        store: The store.
        sending: What it takes.
        dry_run: Only say what would be sent; nothing is claimed.

    Raises:
        Refused: When settings have faults, none of the channels carries mail, or there is
            no store.
    """
    place, now = locate(store), sending.now()
    report = Report(at=now, dry_run=dry_run)
    policy = EverybodysWishes(sending.settings).policy
    at = local(now, sending.settings.time_zone)
    quiet = policy.quiet is not None and at.time() in policy.quiet
    channels = _mail_channels(sending.settings)
    if quiet or WEEKDAYS[at.weekday()] not in policy.manager.weekdays:
        return report
    found = _digests(store, sending, policy, at.date(), dry_run=dry_run)
    emails = _emails(place, {(one.manager or "").casefold() for one in found})
    with ExitStack() as stack:
        stack.enter_context(kept_open(place))
        carrier = stack.enter_context(sending.carrier(place))
        run = _Run(place, sending, carrier, report)
        for digest in found:
            if digest.manager is not None:
                report.people += 1
                run.tell(digest, channels, _addressee(digest.manager, emails))
        report.closed |= carrier.closed
    return report


def _mail_channels(settings: Settings) -> list[str]:
    names = settings.delivery.channels
    found = [name for name in names if isinstance(settings.channels[name], SmtpSettings)]
    if not found:
        hint = "Name one of the kind smtp in channels."
        raise refuse("none of the channels carries mail to managers", where="delivery", hint=hint)
    return found


def _digests(
    store: str | None, sending: Sending, policy: Policy, day: date, *, dry_run: bool
) -> list[Digest]:
    within = policy.manager.within_days
    # Cards are kept by a run that writes; one that only looks makes them for this once.
    today = None if dry_run else day
    found = lines(store, sending.library, day, within, Wanted(), today=today)
    return digests(found, day, within)


def _emails(place: Place, names: set[str]) -> dict[str, set[str]]:
    """The e-mails of those people of the store who are called so."""
    found: dict[str, set[str]] = {}
    with reading(place) as connection:
        for _, email, name in contacts(connection):
            if email and name.casefold() in names:
                found.setdefault(name.casefold(), set()).add(email)
    return found


def _addressee(manager: str, emails: dict[str, set[str]]) -> Addressee:
    """Whom a manager's digest goes to: without an address when none is known for sure."""
    try:
        own = mailbox(manager)
    except ValueError:
        known = emails.get(manager.casefold(), set())
        return Addressee(name=manager, email=next(iter(known)) if len(known) == 1 else None)
    return Addressee(name=own.name, email=own.address)


@dataclass(frozen=True, slots=True)
class _Run:
    """Managers, one after another."""

    place: Place
    sending: Sending
    carrier: Carrier
    report: Report

    def tell(self, digest: Digest, channels: list[str], to: Addressee) -> None:
        """Send a manager the digest; trouble with them goes into the report."""
        try:
            for channel in channels:
                self.report.took(self._by_channel(digest, channel, to))
        except Refused as refused:
            name = digest.manager or ""
            self.report.troubles += [Trouble(name, str(fault)) for fault in refused.faults]

    def _by_channel(self, digest: Digest, channel: str, to: Addressee) -> Iterator[Outcome]:
        parcel = self._parcel(digest, channel)
        if parcel is None or channel in self.carrier.closed:
            return

        word = partial(
            digest_message,
            digest,
            language=self.sending.settings.language,
            templates=self.sending.templates,
        )
        if self.report.dry_run:
            yield self.carrier.only_looked_at(parcel, to, word)
            return
        yield from self.carrier.carry(parcel, to, word) or ()

    def _parcel(self, digest: Digest, channel: str) -> Parcel | None:
        """The digest as the log sees it; None when it was sent, or is on its way."""
        now, manager = self.sending.now(), (digest.manager or "").casefold()
        telling = Telling(f"digest-{digest.on}", 0)
        with reading(self.place) as connection:
            log = [one for one in log_of(connection, manager=manager) if one.channel == channel]
        if not self.report.dry_run:
            self._put_aside(log, telling)
        before = {one.telling: one for one in log if one.telling == telling}
        line = before.get(telling)
        if line is not None and not line.free(now):
            return None
        return Parcel(
            manager=manager,
            channel=channel,
            day=digest.on,
            items=(Item(telling=telling, kind="digest", credentials=(), due=digest.on),),
            before=before,
            repeat=line.message if line is not None and line.doubtful(now) else None,
        )

    def _put_aside(self, log: list[Delivery], telling: Telling) -> None:
        now = self.sending.now()
        overtaken = [one for one in log if one.overtaken(now, {telling})]
        given_up = [one for one in log if one.given_up(now)]
        if overtaken or given_up:
            put_aside(self.place, overtaken, given_up)
