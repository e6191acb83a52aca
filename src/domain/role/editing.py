"""How each edit changes what a role says."""

from typing import Any, TypeVar, assert_never

from domain.role.bands import exchanged as band_exchanged
from domain.role.events import (
    CareerPathLinked,
    CareerPathUnlinked,
    EducationRequirementChanged,
    ExperienceRangeChanged,
    ResponsibilitiesReordered,
    ResponsibilityAdded,
    ResponsibilityRemoved,
    ResponsibilityReworded,
    RoleClassified,
    RoleEdit,
    RoleIdentity,
    RoleIdentityChanged,
    RolePurposeChanged,
    RoleTitleChanged,
    SalaryBandScheduled,
    SalaryBandSet,
    SalaryBandWithdrawn,
    SkillRequirementAdded,
    SkillRequirementChanged,
    SkillRequirementRemoved,
    SkillRequirementsReordered,
)
from domain.role.state import Role

T = TypeVar("T")


def edited(role: Role, event: RoleEdit) -> dict[str, Any]:
    """The fields of the content that an edit changes, with their new values."""
    content = role.content
    duties, skills, path, bands = content.responsibilities, content.skills, content.career_path, content.salary_bands
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
        case SalaryBandSet() | SalaryBandScheduled():
            return {"salary_bands": band_exchanged(bands, event.old, event.new)}
        case SalaryBandWithdrawn():
            return {"salary_bands": tuple(band for band in bands if band != event.band)}
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
