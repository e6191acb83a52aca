"""The rules of a role, each named as it is when broken."""

from domain.errors import DomainError


class RoleNotFound(DomainError):
    """Only a drafted role can be asked for anything."""

    title = "There is no such role"


class RoleNotOpenForRevision(DomainError):
    """An approved role changes only in a revision."""

    title = "This role is not open for change"


class RoleNotDraft(DomainError):
    """Only a draft or a revision is submitted."""

    title = "Only a draft or a revision can be submitted"


class RoleNotInReview(DomainError):
    """Only what was submitted is judged."""

    title = "This role has not been submitted for approval"


class RoleNotApproved(DomainError):
    """Only an approved role is revised."""

    title = "This role is not approved"


class RoleNotInForce(DomainError):
    """No version of the role has been approved yet."""

    title = "No version of this role is in force"


class RoleIsRetired(DomainError):
    """Nothing more happens under a retired role."""

    title = "This role is retired"


class PostingsCloseInThePast(DomainError):
    """The last day of a retired role's postings has not gone by."""

    title = "The postings' last day has gone by"


class CareerPathLinksToItself(DomainError):
    """A career path leads somewhere else."""

    title = "A role cannot follow itself"
