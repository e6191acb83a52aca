"""What a revision comes to: one event for each thing that changed, and none where nothing did."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

from domain.clearing import emptied, named
from domain.pay import SalaryBand
from domain.recorded import Actor
from domain.requirements import Responsibility, Skill
from domain.role.bands import differences, waits
from domain.role.commands import ReviseRole
from domain.role.content import RoleContent
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
    RoleEvent,
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
from domain.role.list_changes import Added, Removed, Reordered, Reworded, list_changes


def revised(content: RoleContent, command: ReviseRole) -> RoleContent:
    """The content that the command asks for."""
    return replace(content, **emptied(RoleContent, command.clear), **named(command.changes))


def changes(old: RoleContent, new: RoleContent, by: tuple[Actor, ...], today: date) -> Iterator[RoleEvent]:
    """The events that lead from the old content to the new. today: tells a band that holds from one that waits."""
    if old.title != new.title:
        yield RoleTitleChanged(old=old.title, new=new.title, by=by)
    if old.purpose != new.purpose:
        yield RolePurposeChanged(old=old.purpose, new=new.purpose, by=by)
    if identity(old) != identity(new):
        yield RoleIdentityChanged(old=identity(old), new=identity(new), by=by)
    if old.occupation_codes != new.occupation_codes:
        yield RoleClassified(old=old.occupation_codes, new=new.occupation_codes, by=by)
    yield from responsibility_changes(old.responsibilities, new.responsibilities, by)
    yield from skill_changes(old.skills, new.skills, by)
    if old.education != new.education:
        yield EducationRequirementChanged(old=old.education, new=new.education, by=by)
    if old.experience != new.experience:
        yield ExperienceRangeChanged(old=old.experience, new=new.experience, by=by)
    yield from band_changes(old.salary_bands, new.salary_bands, by, today)
    yield from career_path_changes(old, new, by)


def identity(content: RoleContent) -> RoleIdentity:
    """The small fields by which a role is found and placed."""
    return RoleIdentity(**{field.name: getattr(content, field.name) for field in fields(RoleIdentity)})


def responsibility_changes(
    old: tuple[Responsibility, ...], new: tuple[Responsibility, ...], by: tuple[Actor, ...]
) -> Iterator[RoleEvent]:
    """The duties that were removed, reworded, reordered and added."""
    for change in list_changes(old, new):
        match change:
            case Removed(index, item):
                yield ResponsibilityRemoved(index=index, responsibility=item, by=by)
            case Reworded(index, before, after):
                yield ResponsibilityReworded(index=index, old=before, new=after, by=by)
            case Reordered(order):
                yield ResponsibilitiesReordered(order=order, by=by)
            case Added(index, item):
                yield ResponsibilityAdded(index=index, responsibility=item, by=by)


def skill_changes(old: tuple[Skill, ...], new: tuple[Skill, ...], by: tuple[Actor, ...]) -> Iterator[RoleEvent]:
    """The skills that were removed, changed, reordered and added."""
    for change in list_changes(old, new):
        match change:
            case Removed(index, item):
                yield SkillRequirementRemoved(index=index, skill=item, by=by)
            case Reworded(index, before, after):
                yield SkillRequirementChanged(index=index, old=before, new=after, by=by)
            case Reordered(order):
                yield SkillRequirementsReordered(order=order, by=by)
            case Added(index, item):
                yield SkillRequirementAdded(index=index, skill=item, by=by)


def band_changes(
    old: tuple[SalaryBand, ...], new: tuple[SalaryBand, ...], by: tuple[Actor, ...], today: date
) -> Iterator[RoleEvent]:
    """The bands that were withdrawn, then those that are set or wait for their day."""
    for before, after in differences(old, new):
        if before is not None and after is None:
            yield SalaryBandWithdrawn(band=before, by=by)
        elif after is not None:
            yield (SalaryBandScheduled if waits(after, today) else SalaryBandSet)(old=before, new=after, by=by)


def career_path_changes(old: RoleContent, new: RoleContent, by: tuple[Actor, ...]) -> Iterator[RoleEvent]:
    """The links that are gone, then those that are new; their order says nothing, so it is no change."""
    for link in dict.fromkeys(old.career_path):
        if link not in new.career_path:
            yield CareerPathUnlinked(link=link, by=by)
    for link in dict.fromkeys(new.career_path):
        if link not in old.career_path:
            yield CareerPathLinked(link=link, by=by)
