"""The rules of the organisation, each named as it is when broken."""

from domain.errors import DomainError


class OrganisationNotFound(DomainError):
    """Only what was registered can be asked for anything."""

    title = "There is no such part of the organisation"


class OrganisationIsClosed(DomainError):
    """Nothing new happens to what was closed."""

    title = "This part of the organisation is closed"


class ParentNotFound(DomainError):
    """What it belongs to was registered before."""

    title = "There is no such parent"


class ParentIsClosed(DomainError):
    """Nothing new is put under what was closed."""

    title = "The parent is closed"


class ParentLiesBelow(DomainError):
    """Parents form a tree: nothing belongs to itself, directly or by way of others."""

    title = "It would belong to itself"


class HeadcountOfAUnit(DomainError):
    """Only a legal entity employs people; a unit groups their work."""

    title = "Only a legal entity has a headcount"


class HeadcountCorrectedWithoutReason(DomainError):
    """What the law was judged by is corrected with a reason."""

    title = "A headcount is corrected only with a reason"


class AuthorityGrantedToOneself(DomainError):
    """Four eyes: an authority comes from someone else."""

    title = "Someone else must grant this authority"


class AuthorityHeldAlready(DomainError):
    """One authority is granted to one person once at a time."""

    title = "They hold this authority already"


class AuthorityNotHeld(DomainError):
    """Only what is held is withdrawn."""

    title = "They do not hold this authority"


class AuthorityChangedInThePast(DomainError):
    """An authority is what it was at the moment of each act: nobody grants or withdraws it for what has gone by."""

    title = "An authority begins and ends now or later"
