"""The rules of a role, each named as it is when broken."""

from domain.errors import DomainError


class RoleNotFound(DomainError):
    """Only a drafted role can be asked for anything."""

    title = "There is no such role"


class RoleNotOpenForRevision(DomainError):
    """An approved role changes only in a revision."""

    title = "This role is not open for change"


class RoleNotDraft(DomainError):
    """Only a draft or a revision is submitted; only a draft is discarded."""

    title = "This role is neither a draft nor under revision"


class RoleNotInReview(DomainError):
    """Only what was submitted is judged, or withdrawn."""

    title = "This role has not been submitted for approval"


class SubmittedByOthers(DomainError):
    """Whoever withdraws a submission has written or submitted it."""

    title = "Only its authors withdraw a submission"


class RoleNotApproved(DomainError):
    """Only an approved role is revised."""

    title = "This role is not approved"


class RoleNotUnderRevision(DomainError):
    """Only a revision is abandoned."""

    title = "This role is not under revision"


class RoleNotInForce(DomainError):
    """No version of the role has been approved yet."""

    title = "No version of this role is in force"


class RoleIsRetired(DomainError):
    """Nothing happens under a retired role until it is reinstated."""

    title = "This role is retired"


class RoleNotRetired(DomainError):
    """Only a retired role is reinstated."""

    title = "This role is not retired"


class RoleIsDiscarded(DomainError):
    """Nothing more happens to a discarded draft."""

    title = "This role was discarded"


class RoleIsMerged(DomainError):
    """Nothing more happens to a duplicate."""

    title = "This role was merged into another"


class RoleWasApproved(DomainError):
    """What was in force once is kept."""

    title = "This role has been in force"


class UnitUnknown(DomainError):
    """A role belongs to a part of the organisation that is there, and open."""

    title = "There is no such unit to put the role under"


class PostingsCloseInThePast(DomainError):
    """The last day of a retired role's postings has not gone by."""

    title = "The postings' last day has gone by"


class CareerPathLinksToItself(DomainError):
    """A career path leads somewhere else."""

    title = "A role cannot follow itself"


class CareerPathTargetUnknown(DomainError):
    """A career path names roles that there are; what is none is named by its title."""

    title = "The career path names a role that does not exist"


class CareerPathTargetHasEnded(DomainError):
    """A new step leads to a role that still has a life of its own."""

    title = "The career path names a role that was discarded or merged"


class CareerPathHasACycle(DomainError):
    """Advancing never leads back to where one came from."""

    title = "The career path leads back to its beginning"


class CareerPathsReachTooFar(DomainError):
    """The roles that one can get to can all be looked at."""

    title = "Too many roles can be reached from this one"


class MergedIntoItself(DomainError):
    """A duplicate and the role that stands for it are two."""

    title = "A role cannot be merged into itself"


class SurvivorUnknown(DomainError):
    """A duplicate is merged into a role that there is."""

    title = "There is no such role to merge into"


class SurvivorHasEnded(DomainError):
    """A duplicate is merged into a role with a life before it."""

    title = "The role to merge into is retired, discarded or merged itself"


class SurvivorNotInForce(DomainError):
    """What is hired for goes on being hired for."""

    title = "The role to merge into has never been approved"
