"""Who somebody is to an identity provider, by which they sign in (OpenID Connect).

The issuer and the subject alone are somebody's for good (OpenID Connect Core 1.0, section
5.7). An e-mail address that the provider has verified tells who they are until they sign in
for the first time: later it may be somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from certtrack.errors import Fault

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
SUBJECT = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is to an identity provider.

    Args:
        issuer: The provider, by its address; None until somebody signed in by it.
        subject: Whom the provider means; None until they signed in for the first time.
        email: Their e-mail address, if the provider has verified it; None for none.
    """

    issuer: str | None = None
    subject: str | None = None
    email: str | None = None

    def faults(self) -> Iterator[Fault]:
        """What no provider would tell of anybody."""
        if self.email is not None and not EMAIL.fullmatch(self.email):
            yield Fault(f"{self.email!r} is no e-mail address", "--email")
        if self.subject is not None and not SUBJECT.fullmatch(self.subject):
            yield Fault("a subject has 1 to 255 characters, and none is a blank", "--subject")

    def is_known_as(self, told: Identity) -> bool:
        """Whether a provider tells of the one whose identity this is."""
        if self.subject is not None:
            return self.subject == told.subject and self.issuer in (None, told.issuer)
        return told.email is not None and _folded(self.email) == _folded(told.email)

    def clashes_with(self, other: Identity) -> bool:
        """Whether two accounts with these would be one and the same somebody's."""
        same_subject = self.subject is not None and self.subject == other.subject
        return same_subject or (
            self.email is not None and _folded(self.email) == _folded(other.email)
        )


def _folded(email: str | None) -> str | None:
    return email.casefold() if email is not None else None
