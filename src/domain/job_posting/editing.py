"""Writing a posting: until it is published, and what a change costs an approval."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from domain.amending import amended
from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import AssignRole, ChangeSalary, DraftPosting, RevisePosting
from domain.job_posting.content import PostingChanges, PostingContent, revised
from domain.job_posting.errors import DeadlineMovedWithoutReason, PayLevelUnknown, PayPlaceUnknown, PostingIsPublic
from domain.job_posting.events import (
    ApprovalLapsed,
    PostingContentChanged,
    PostingDrafted,
    PostingEvent,
    PostingSalaryChanged,
    PublicationUnscheduled,
    RoleAssigned,
)
from domain.job_posting.publication import how_to_change, places, role_is_not_retired
from domain.job_posting.state import AGREED, SHOWN, JobPosting, PostingFacts, Status

# An approval survives changes in these alone, which no page shows: in any other field, also in one added later, an edit
# voids it. The deadline moves under an approval too, by commands of its own that ask for a reason.
IMMATERIAL: Final = frozenset(
    {"organisation_unit", "requisition", "contact", "channels", "raw_employment_type", "internal_notice_on"}
)


_NO_CHANGES: Final = PostingChanges()


def draft(command: DraftPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Begin it, with or without a role."""
    posting = JobPosting(content=command.content, pay=command.pay)
    pay_names_known_places(posting)
    if command.role_id is not None:
        role_is_not_retired(replace(posting, role_id=command.role_id), context)
    return (
        PostingDrafted(
            content=command.content,
            by=context.people,
            role_id=command.role_id,
            pay=command.pay,
            external_id=command.external_id,
            provenance=command.source.provenance if command.source else None,
        ),
    )


def revise(command: RevisePosting, posting: JobPosting, context: Context[Any]) -> tuple[PostingEvent, ...]:
    """Change what is named; no event where nothing really changes."""
    open_for_edits(posting)
    old = posting.content
    new = revised(old, command.clear, command.changes)
    changed = tuple(
        sorted(name for name in PostingContent.__dataclass_fields__ if getattr(old, name) != getattr(new, name))
    )
    if not changed:
        return ()
    if "deadline" in changed:
        deadline_moves_with_a_reason(posting, new.deadline)
    pay_names_known_places(amended(posting, content=new))
    event = PostingContentChanged(fields=changed, old=only(changed, old), new=only(changed, new), by=context.people)
    return (event, *lapsing(posting, tuple(name for name in changed if name not in IMMATERIAL)))


def assign_role(command: AssignRole, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Say which role it offers."""
    open_for_edits(posting)
    role_is_not_retired(replace(posting, role_id=command.role_id), context)
    if command.role_id == posting.role_id:
        return ()
    event = RoleAssigned(old=posting.role_id, new=command.role_id, by=context.people)
    return (event, *lapsing(posting, ("role_id",)))


def change_salary(command: ChangeSalary, posting: JobPosting, context: Context[Any]) -> tuple[PostingEvent, ...]:
    """State the pay anew, with a reason."""
    open_for_edits(posting)
    old, new = posting.content.working_time, command.working_time or posting.content.working_time
    fields = [("pay", posting.pay != command.pay), ("working_time", old != new)]
    changed = tuple(name for name, differs in fields if differs)
    if not changed:
        return ()
    pay_names_known_places(amended(posting, pay=command.pay))
    event = PostingSalaryChanged(
        old=posting.pay,
        new=command.pay,
        reason=command.reason,
        by=context.people,
        old_working_time=old,
        new_working_time=new,
    )
    return (event, *lapsing(posting, changed))


def lapsing(posting: JobPosting, material: tuple[str, ...]) -> tuple[PostingEvent, ...]:
    """What a material edit does to an approval, and to a publication that was scheduled under it."""
    if not material or posting.status not in AGREED:
        return ()
    lapsed = ApprovalLapsed(fields=material)
    if posting.status is not Status.SCHEDULED:
        return (lapsed,)
    return (PublicationUnscheduled(reason=f"Its approval lapsed: {', '.join(material)} changed."), lapsed)


def open_for_edits(posting: JobPosting) -> None:
    """Refuse to edit what the public has been shown."""
    require(
        posting.status not in SHOWN,
        PostingIsPublic,
        f"it is {posting.status}: {how_to_change(posting)}; its deadline moves by extend-deadline and shorten-deadline",
    )


def deadline_moves_with_a_reason(posting: JobPosting, new: date | None) -> None:
    """Refuse to revise a last day, or its absence, that others were asked to approve."""
    old = posting.content.deadline
    if old is None:
        remedy = "use shorten-deadline to give it a last day"
    elif new is None:
        remedy = "it can be moved later but not taken away: use extend-deadline"
    else:
        remedy = "use extend-deadline" if new > old else "use shorten-deadline"
    require(
        posting.status not in {Status.PENDING_APPROVAL, *AGREED},
        DeadlineMovedWithoutReason,
        f"it was submitted for approval with {f'the deadline {old}' if old else 'no deadline'}: {remedy}",
    )


def pay_names_known_places(posting: JobPosting) -> None:
    """Refuse pay for a place or a level that the posting does not have."""
    known = places(posting)
    unknown = sorted({place for pay in posting.pay for place in pay.places} - known.keys())
    require(
        not unknown,
        PayPlaceUnknown,
        f"the pay names {'; '.join(unknown)}, the posting has {'; '.join(known) or 'no place'}: "
        "add the location, or state the pay for the places there are",
    )
    levels = posting.content.levels
    strange = sorted({level for pay in posting.pay for level in pay.levels} - set(levels))
    require(
        not strange,
        PayLevelUnknown,
        f"the pay names the level {'; '.join(strange)}, the posting has {'; '.join(levels) or 'no levels'}: "
        "add the level, or state the pay for the levels there are",
    )


def only(names: tuple[str, ...], content: PostingContent) -> PostingChanges:
    """The named fields of the content."""
    return amended(_NO_CHANGES, **{name: getattr(content, name) for name in names})  # checked as it was written
