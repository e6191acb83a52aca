"""What people ask of a legal entity or a unit of the organisation."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.errors import InvalidValue
from domain.places import Location, check_region
from domain.reasons import WithReason
from domain.recorded import Actor
from domain.text import LINE, PARAGRAPH, check_many, check_text

HIGHEST_SIZE: Final = 10**8  # people; the largest employer there is has a fortieth of them
HIGHEST_QUORUM: Final = 50
_WORD: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class Kind(StrEnum):
    """What part of the organisation it is: one that employs people in law, or one that only groups their work."""

    LEGAL_ENTITY = "legal-entity"
    UNIT = "unit"


class Matter(StrEnum):
    """What an approval policy is about."""

    POSTING = "posting"
    ROLE = "role"
    BAND_EXCEPTION = "band-exception"
    PLACE_WAIVER = "place-waiver"
    LEGAL_HOLD = "legal-hold"
    NOTICE = "notice"


# The rest are decided by one act of one person.
GATHERED: Final = frozenset({Matter.POSTING, Matter.ROLE, Matter.BAND_EXCEPTION})


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """One step of an approval policy. quorum: how many different people must agree.

    authority: what each of them must hold ("hiring-manager"); None: an approver's token is enough.
    """

    name: str
    authority: str | None = None
    quorum: int = 1

    def __post_init__(self) -> None:
        check_text("step", self.name, LINE)
        if self.authority is not None:
            check_authority(self.authority)
        if not 1 <= self.quorum <= HIGHEST_QUORUM:
            raise InvalidValue("quorum-out-of-range", f"a step needs between 1 and {HIGHEST_QUORUM} people to agree")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganisation:
    """Record a legal entity or a unit. parent: what it belongs to; None, it stands at the top."""

    kind: Kind
    name: str
    place: Location | None = None
    parent: UUID | None = None

    def __post_init__(self) -> None:
        check_text("organisation-name", self.name, LINE)


@dataclass(frozen=True, slots=True)
class RenameOrganisation:
    """Call it something else from now on."""

    name: str
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("organisation-name", self.name, LINE)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class RelocateOrganisation:
    """Say where its seat is from now on; None: nowhere in particular."""

    place: Location | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class MoveOrganisation:
    """Put it, and all that belongs to it, under another parent; None: at the top."""

    parent: UUID | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHeadcount:
    """Say how many people a legal entity employs in a jurisdiction from a day on.

    jurisdiction: an ISO 3166-2 region or a whole country, or a city that has a law of its own ("US-NYC").
    A second word on the same day corrects the first, and says why.
    """

    jurisdiction: str
    size: int
    effective_from: date
    reason: str | None = None

    def __post_init__(self) -> None:
        check_region(self.jurisdiction)
        check_text("reason", self.reason, PARAGRAPH)
        if not 0 <= self.size <= HIGHEST_SIZE:
            raise InvalidValue("headcount-out-of-range", f"a headcount is between 0 and {HIGHEST_SIZE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApprovalPolicy:
    """Say who approves a matter here and below, step by step. No steps: what is above decides, as if nothing were said.

    Waivers, holds and notices are decided by one act, so they take one step of one person.
    """

    matter: Matter
    steps: tuple[ApprovalStep, ...]
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_many(self)
        names = [step.name for step in self.steps]
        if len(names) != len(set(names)):
            raise InvalidValue("step-twice", "each step of a policy has a name of its own")
        if self.matter not in GATHERED and (len(self.steps) > 1 or any(step.quorum > 1 for step in self.steps)):
            raise InvalidValue("one-act-many-approvals", f"a {self.matter} is decided by one act: name one step of one")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAuthority:
    """Let someone approve what needs this authority, here and below. effective_from: None for at once."""

    person: Actor
    authority: str
    effective_from: datetime | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_grant(self.person, self.authority, self.effective_from)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAuthority:
    """End someone's authority. What was approved under it stands. effective_from: None for at once."""

    person: Actor
    authority: str
    effective_from: datetime | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        check_grant(self.person, self.authority, self.effective_from)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class CloseOrganisation(WithReason):
    """End it: nothing new is put under it. What it was stays known."""


OrganisationCommand = (
    RegisterOrganisation
    | RenameOrganisation
    | RelocateOrganisation
    | MoveOrganisation
    | RecordHeadcount
    | SetApprovalPolicy
    | GrantAuthority
    | WithdrawAuthority
    | CloseOrganisation
)


def check_grant(person: Actor, authority: str, effective_from: datetime | None) -> None:
    """Raise InvalidValue unless person and authority can be named so, and the time has a zone."""
    check_text("issuer", person.issuer, LINE)
    check_text("subject", person.subject, LINE)
    check_authority(authority)
    if effective_from is not None and effective_from.utcoffset() is None:
        raise InvalidValue("time-without-zone", "a time needs its zone, like 2026-04-01T00:00:00Z")


def check_authority(word: str) -> None:
    """Raise InvalidValue unless it is a word in kebab-case: spelt one way, it is one authority."""
    check_text("authority", word, 100)
    if not _WORD.fullmatch(word):
        raise InvalidValue("authority-malformed", f"{word!r} is no authority, like hiring-manager: small, with hyphens")
