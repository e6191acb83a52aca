"""The rules of a job posting, each named as it is when broken."""

from domain.errors import DomainError


class PostingNotFound(DomainError):
    """Only a drafted posting can be asked for anything."""

    title = "There is no such job posting"


class RoleUnknown(DomainError):
    """A posting offers a role that exists."""

    title = "The role does not exist"


class PostingIsPublic(DomainError):
    """What has been published is not edited behind its readers' backs."""

    title = "A published posting cannot be edited"


class PostingIsClosed(DomainError):
    """Nothing more happens to a closed posting."""

    title = "This posting is closed"


class PostingNotDraft(DomainError):
    """Only a draft is submitted."""

    title = "Only a draft can be submitted"


class PostingIncomplete(DomainError):
    """What is submitted says what the work is."""

    title = "This posting does not say enough yet"


class PostingNotPendingApproval(DomainError):
    """Only what was submitted is judged."""

    title = "This posting does not await approval"


class PostingNotApproved(DomainError):
    """Only an approved posting is published."""

    title = "This posting is not approved"


class PostingNotPublished(DomainError):
    """Only a published posting is paused, filled or expired."""

    title = "This posting is not published"


class PostingNotPaused(DomainError):
    """Only a paused posting is resumed."""

    title = "This posting is not paused"


class PostingHasNoRole(DomainError):
    """What is published offers a role."""

    title = "This posting offers no role yet"


class RoleVersionNotPinned(DomainError):
    """What is published was approved together with a version of its role."""

    title = "It was approved without a version of its role"


class RoleOlderThanApproved(DomainError):
    """The role in force is the one that the posting was approved with, or a later one."""

    title = "The role in force is older than the one approved"


class PostingHasNoPlace(DomainError):
    """What is published says where the work is done."""

    title = "This posting does not say where the work is done"


class PayPlaceUnknown(DomainError):
    """A pay range covers places of the posting."""

    title = "A pay range names a place that the posting does not have"


class PayLeavesOutPlaces(DomainError):
    """Where pay is disclosed, it is disclosed for every place."""

    title = "The pay leaves out places of the posting"


class DeadlineHasPassed(DomainError):
    """Nothing is public after its last day, and no last day is set in the past."""

    title = "The deadline has passed"


class DeadlineNotLater(DomainError):
    """Extending moves the last day later."""

    title = "The deadline is not extended by this"


class DeadlineNotEarlier(DomainError):
    """Shortening moves the last day earlier."""

    title = "The deadline is not shortened by this"


class DeadlineMovedWithoutReason(DomainError):
    """A last day that others have seen moves only with a reason."""

    title = "The deadline moves only with a reason"


class PostingNotExpired(DomainError):
    """A posting expires with the end of its last day, not before."""

    title = "The deadline has not passed"


class RoleStillHires(DomainError):
    """Postings close with their role, those that were shown only when its grace period is over."""

    title = "The role's postings may still be open"
