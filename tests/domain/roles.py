"""Roles in the words of those who keep them: builders of events, each with sensible defaults."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.pay import Period, SalaryBand
from domain.recorded import Actor
from domain.requirements import Provenance, Responsibility, Skill
from domain.role import (
    ROLE,
    Role,
    RoleApproved,
    RoleChangesRequested,
    RoleContent,
    RoleDiscarded,
    RoleDrafted,
    RoleEvent,
    RoleMerged,
    RoleReinstated,
    RoleRetired,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
    RoleTitleChanged,
)
from tests.domain.given import ALICE


def role_content(**fields: Any) -> RoleContent:
    """A role as it might be written; a test names only what it is about."""
    usual: dict[str, Any] = {
        "title": "Baker",
        "responsibilities": (Responsibility("Bake the bread"), Responsibility("Clean the oven")),
        "skills": (Skill(name="Kneading"), Skill(name="Patience", required=False)),
    }
    return RoleContent(**{**usual, **fields})


def drafted(*, by: Actor = ALICE, provenance: Provenance | None = None, **fields: Any) -> RoleDrafted:
    return RoleDrafted(code="baker", content=role_content(**fields), by=(by,), provenance=provenance)


def retitled(old: str = "Baker", new: str = "Master Baker", *, by: Actor = ALICE) -> RoleTitleChanged:
    return RoleTitleChanged(old=old, new=new, by=(by,))


def submitted(*, by: Actor = ALICE) -> RoleSubmittedForApproval:
    return RoleSubmittedForApproval(by=(by,))


def approved(approval: int = 1) -> RoleApproved:
    return RoleApproved(approval=approval)


def sent_back() -> RoleChangesRequested:
    return RoleChangesRequested(reason="Say how early the day begins")


def revision_started() -> RoleRevisionStarted:
    return RoleRevisionStarted()


def retired(postings_close_on: date = date(2026, 3, 24)) -> RoleRetired:
    return RoleRetired(reason="The oven is sold", postings_close_on=postings_close_on)


def reinstated() -> RoleReinstated:
    return RoleReinstated(reason="There is a new oven")


def discarded() -> RoleDiscarded:
    return RoleDiscarded(reason="By mistake")


def merged(into: UUID) -> RoleMerged:
    return RoleMerged(into=into, reason="The same work")


def band(minimum: int = 30_000, maximum: int = 40_000, **fields: Any) -> SalaryBand:
    """EUR a year, everywhere, always, unless said otherwise."""
    usual: dict[str, Any] = {"currency": "EUR", "period": Period.YEAR}
    return SalaryBand(**{**usual, **fields}, minimum=Decimal(minimum), maximum=Decimal(maximum))


def a_role(*events: RoleEvent) -> Role:
    """The role that these events make."""
    return ROLE.fold(events)


def role_in_force(**fields: Any) -> Role:
    """A role approved once."""
    return a_role(drafted(**fields), submitted(), approved())


def role_retired(postings_close_on: date = date(2026, 3, 24)) -> Role:
    """A role hired for no more."""
    return a_role(drafted(), submitted(), approved(), retired(postings_close_on))
