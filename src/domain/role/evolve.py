"""How each event changes a role; decides nothing and never fails."""

from dataclasses import replace
from typing import Any, TypeVar, assert_never

from domain.amending import amended
from domain.role.events import (
    CareerPathLinked,
    CareerPathUnlinked,
    EducationRequirementChanged,
    ExperienceRangeChanged,
    ResponsibilitiesReordered,
    ResponsibilityAdded,
    ResponsibilityRemoved,
    ResponsibilityReworded,
    RoleApproved,
    RoleChangesRequested,
    RoleClassified,
    RoleDrafted,
    RoleEvent,
    RoleIdentity,
    RoleIdentityChanged,
    RolePurposeChanged,
    RoleRetired,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
    RoleTitleChanged,
    SalaryBandsChanged,
    SkillRequirementAdded,
    SkillRequirementChanged,
    SkillRequirementRemoved,
    SkillRequirementsReordered,
)
from domain.role.state import Role, Status

T = TypeVar("T")


def evolve(role: Role, event: RoleEvent) -> Role:
    """The role after the event."""
    match event:
        case RoleDrafted():
            return drafted(event)
        case RoleSubmittedForApproval():
            return replace(role, status=Status.IN_REVIEW, editors=role.editors | set(event.by))
        case RoleApproved():
            return replace(
                role, status=Status.APPROVED, approval=event.approval, in_force=role.content, editors=frozenset()
            )
        case RoleChangesRequested():
            return replace(role, status=Status.DRAFT if role.in_force is None else Status.UNDER_REVISION)
        case RoleRevisionStarted():
            return replace(role, status=Status.UNDER_REVISION)
        case RoleRetired():
            return replace(role, status=Status.RETIRED, postings_close_on=event.postings_close_on)
        case _:
            return replace(
                role, content=amended(role.content, **edited(role, event)), editors=role.editors | set(event.by)
            )


def drafted(event: RoleDrafted) -> Role:
    """A role's beginning."""
    return Role(
        status=Status.DRAFT,
        code=event.code,
        content=event.content,
        editors=frozenset(event.by),
        provenance=event.provenance,
    )


Edit = (
    RoleTitleChanged
    | RolePurposeChanged
    | RoleIdentityChanged
    | RoleClassified
    | ResponsibilityAdded
    | ResponsibilityReworded
    | ResponsibilityRemoved
    | ResponsibilitiesReordered
    | SkillRequirementAdded
    | SkillRequirementChanged
    | SkillRequirementRemoved
    | SkillRequirementsReordered
    | EducationRequirementChanged
    | ExperienceRangeChanged
    | SalaryBandsChanged
    | CareerPathLinked
    | CareerPathUnlinked
)


def edited(role: Role, event: Edit) -> dict[str, Any]:
    """The fields of the content that an edit changes, with their new values."""
    duties, skills, path = role.content.responsibilities, role.content.skills, role.content.career_path
    match event:
        case RoleTitleChanged():
            return {"title": event.new}
        case RolePurposeChanged():
            return {"purpose": event.new}
        case RoleIdentityChanged():
            return identity_fields(event.new)
        case RoleClassified():
            return {"occupation_codes": event.new}
        case ResponsibilityAdded():
            return {"responsibilities": inserted(duties, event.index, event.responsibility)}
        case ResponsibilityReworded():
            return {"responsibilities": exchanged(duties, event.index, event.new)}
        case ResponsibilityRemoved():
            return {"responsibilities": without(duties, event.index)}
        case ResponsibilitiesReordered():
            return {"responsibilities": reordered(duties, event.order)}
        case SkillRequirementAdded():
            return {"skills": inserted(skills, event.index, event.skill)}
        case SkillRequirementChanged():
            return {"skills": exchanged(skills, event.index, event.new)}
        case SkillRequirementRemoved():
            return {"skills": without(skills, event.index)}
        case SkillRequirementsReordered():
            return {"skills": reordered(skills, event.order)}
        case EducationRequirementChanged():
            return {"education": event.new}
        case ExperienceRangeChanged():
            return {"experience": event.new}
        case SalaryBandsChanged():
            return {"salary_bands": event.new}
        case CareerPathLinked():
            return {"career_path": (*path, event.link)}
        case CareerPathUnlinked():
            return {"career_path": tuple(link for link in path if link != event.link)}
        case _:
            assert_never(event)


def identity_fields(identity: RoleIdentity) -> dict[str, Any]:
    """The fields of an identity by their names."""
    return {name: getattr(identity, name) for name in RoleIdentity.__dataclass_fields__}


def inserted(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    """The list with an item more, at `index`."""
    return (*items[:index], item, *items[index:])


def exchanged(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    """The list with another item at `index`."""
    return (*items[:index], item, *items[index + 1 :])


def without(items: tuple[T, ...], index: int) -> tuple[T, ...]:
    """The list without the item at `index`."""
    return (*items[:index], *items[index + 1 :])


def reordered(items: tuple[T, ...], order: tuple[int, ...]) -> tuple[T, ...]:
    """The list in another order: at each new place, the index that was there before."""
    return tuple(items[index] for index in order)
