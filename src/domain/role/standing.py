"""Where a role must stand for something to be asked of it."""

from collections.abc import Set

from domain.errors import DomainError, require
from domain.role.errors import RoleIsDiscarded, RoleIsMerged, RoleIsRetired, RoleNotFound
from domain.role.state import Role, Status


def require_alive(role: Role) -> None:
    """Refuse where there is no role, or none any more."""
    require(role.status is not Status.NONE, RoleNotFound, "no role has this id: look it up among the roles")
    require(role.status is not Status.DISCARDED, RoleIsDiscarded, "it was given up as a draft: draft a new role")
    require(role.status is not Status.MERGED, RoleIsMerged, f"it was a duplicate: {role.merged_into} stands for it")


def require_hired_for(role: Role) -> None:
    """Refuse where it is retired."""
    require(role.status is not Status.RETIRED, RoleIsRetired, "it was retired: reinstate it, or draft a new role")


def require_status(role: Role, allowed: Set[Status], error: type[DomainError], remedy: str) -> None:
    """Refuse where the role stands elsewhere, saying where it stands and what to do."""
    require(role.status in allowed, error, f"it is {role.status}: {remedy}")
