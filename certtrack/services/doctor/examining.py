"""Every check in turn; what cannot even be looked at is a finding, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from certtrack.errors import Refused
from certtrack.reminders.settings import settings_path
from certtrack.services.doctor.backups import check_backups, check_space
from certtrack.services.doctor.clock import check_clock
from certtrack.services.doctor.configuration import check_rules, check_schedule, check_settings
from certtrack.services.doctor.deliveries import check_deliveries
from certtrack.services.doctor.evidence import check_evidence
from certtrack.services.doctor.finding import Check, Finding, Subject, refused
from certtrack.services.doctor.permissions import check_permissions
from certtrack.services.doctor.secrets import check_secrets
from certtrack.services.doctor.store import check_store
from certtrack.store.location import locate

CHECKS: dict[str, Check] = {
    "store": check_store,
    "evidence": check_evidence,
    "permissions": check_permissions,
    "clock": check_clock,
    "space": check_space,
    "backups": check_backups,
    "settings": check_settings,
    "secrets": check_secrets,
    "schedule": check_schedule,
    "deliveries": check_deliveries,
    "rules": check_rules,
}
"""What is looked at, in the order in which it is told."""


def examined(
    store: str | None,
    settings: Path | None,
    rulebooks: Sequence[Path],
    now: Callable[[], datetime],
) -> tuple[str, list[Finding]]:
    """Look at everything; gives what the store is called, and what was found.

    Args:
        store: The store.
        settings: The file with the settings of reminders; None for the usual one.
        rulebooks: Folders with rule files of one's own.
        now: Asks our clock.
    """
    place = locate(store)
    subject = Subject(place, settings_path(settings), rulebooks, now)
    return place.shown, list(examine(subject))


def examine(subject: Subject) -> Iterator[Finding]:
    """Look at everything; nothing is changed."""
    for name, check in CHECKS.items():
        try:
            yield from check(subject)
        except Refused as why:
            yield from refused(name, why)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            told = f"{where}it cannot be looked at: {error.strerror}"
            yield Finding(name, "fault", told, "See its permissions.")
