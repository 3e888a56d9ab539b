"""The secrets that channels need: are they where the settings say?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from certtrack.errors import Refused
from certtrack.reminders.secret_sources import (
    FromEnvironment,
    FromFile,
    FromKeyring,
    revealed,
)
from certtrack.reminders.settings import Settings, read_settings
from certtrack.services.doctor.finding import Finding, Subject, refused
from certtrack.services.scheduling import standing

Source = FromEnvironment | FromKeyring | FromFile


def secrets_of(settings: Settings) -> Iterator[tuple[str, Source]]:
    """Every place of a secret that the settings name, with the channel that needs it."""
    for name, channel in settings.channels.items():
        for field in fields(channel):
            source = getattr(channel, field.name)
            if isinstance(source, FromEnvironment | FromKeyring | FromFile):
                yield name, source


def check_secrets(subject: Subject) -> Iterator[Finding]:
    """Whether each secret is there, and there too when nobody has a shell open."""
    if not subject.settings.exists():
        yield Finding("secrets", "ok", "none are needed without settings")
        return
    try:
        sources = list(secrets_of(read_settings(subject.settings)))
    except Refused:
        yield Finding("secrets", "warning", "not looked at", "Put the settings right first.")
        return
    alone = bool(standing())
    for name, source in sources:
        yield from _one(name, source, alone=alone)
    if not sources:
        yield Finding("secrets", "ok", "no channel needs one")


def _one(name: str, source: Source, *, alone: bool) -> Iterator[Finding]:
    check = f"secret of {name}"
    try:
        revealed(source, f"channel {name}")
    except Refused as why:
        yield from refused(check, why)
        return
    if alone and isinstance(source, FromEnvironment):
        told = f"it is in {source}, which reminders that run by themselves do not see"
        todo = "Keep it in a file or the keyring: password = { file = … }."
        yield Finding(check, "warning", told, todo)
    else:
        yield Finding(check, "ok", f"it is in {source}")
