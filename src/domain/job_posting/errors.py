"""The rules of a job posting, each named as it is when broken."""

from domain.errors import DomainError
from domain.law import Judgement, in_words


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
    """A closed posting is reopened, relisted or put away, and otherwise left alone."""

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


class PostingNotScheduled(DomainError):
    """Only what is to be published by itself can be kept from it."""

    title = "No publication is scheduled"


class PublicationNotAhead(DomainError):
    """A publication is scheduled for a time to come."""

    title = "This time has gone by"


class PublicationAfterDeadline(DomainError):
    """A publication is scheduled for a time before the last day is over."""

    title = "It would be published after its last day"


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


class RefusedByLaw(DomainError):
    """What the law says is the ground of the refusal. judgement: every rule that is reached, with what is missing."""

    def __init__(self, judgement: Judgement, remedy: str) -> None:
        super().__init__(f"{in_words(judgement)}: {remedy}")
        self.judgement = judgement


class AgainstTheLaw(RefusedByLaw):
    """What is shown breaks no rule of law that holds where, and on the day that, it is shown."""

    title = "The law does not allow this posting to be shown"


class PlaceUnresolved(RefusedByLaw):
    """What is shown names places whose law can be told, or a second person has waived them."""

    title = "It cannot be told which law holds for a place of this posting"


class PayPlaceUnknown(DomainError):
    """A pay range covers places of the posting."""

    title = "A pay range names a place that the posting does not have"


class PayLevelUnknown(DomainError):
    """A pay range covers levels of the posting."""

    title = "A pay range names a level that the posting does not have"


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


class DeadlineIsNotAmended(DomainError):
    """The last day of what is shown moves by commands of its own, which keep the old one and the reason."""

    title = "The deadline is no part of an amendment"


class AmendmentChangesNothing(DomainError):
    """A proposal proposes something."""

    title = "Nothing would change"


class NoAmendmentProposed(DomainError):
    """Only what was proposed is agreed to, refused or taken back."""

    title = "No amendment is proposed"


class DeadlineMovedWithoutReason(DomainError):
    """A last day that others have seen moves only with a reason."""

    title = "The deadline moves only with a reason"


class PostingNotClosed(DomainError):
    """Only what has come to its end is begun again or put away."""

    title = "This posting is not closed"


class PostingNeverPublished(DomainError):
    """Only what was public is published again."""

    title = "This posting was never published"


class PostingNotDiscardable(DomainError):
    """Only a draft that nobody was shown or asked to keep is given up."""

    title = "This posting cannot be discarded"


class PostingUnderLegalHold(DomainError):
    """While a legal hold stands, nothing is given up."""

    title = "A legal hold stands"


class PostedInTheFuture(DomainError):
    """What is live elsewhere already was posted by today."""

    title = "It cannot be live already"


class PostingNotExpired(DomainError):
    """A posting expires with the end of its last day, not before."""

    title = "The deadline has not passed"


class RoleStillHires(DomainError):
    """Postings close with their role, those that were shown only when its grace period is over."""

    title = "The role's postings may still be open"


class PostingIsHidden(DomainError):
    """What is internal or confidential is listed nowhere."""

    title = "This posting is not for the public"


class ChannelUnknown(DomainError):
    """Only a channel that was asked to show it has anything to report."""

    title = "It was never listed there"


class ChannelMayNotShow(DomainError):
    """Only what is public is shown, and not where it was taken down."""

    title = "This channel must not show it"


class ObservedInTheFuture(DomainError):
    """What was seen was seen by now."""

    title = "Nobody can have seen this yet"


class BandExceptionNotNeeded(DomainError):
    """An exception lets pay pass that lies outside the band."""

    title = "The pay needs no band exception"


class BandExceptionStands(DomainError):
    """One exception is asked for at a time, and once for the same pay, until it is denied."""

    title = "A band exception for this pay stands"


class BandExceptionNotRequested(DomainError):
    """What is granted or denied was asked for, for exactly the pay that there is."""

    title = "No band exception waits for an answer"


class LegalHoldStands(DomainError):
    """Each matter holds a posting once."""

    title = "This legal hold stands already"


class LegalHoldUnknown(DomainError):
    """Only a hold that stands is released."""

    title = "There is no such legal hold"


class NoticeRecordedAlready(DomainError):
    """Each notice is recorded once, by the authority's reference."""

    title = "This notice is recorded already"


class NoticeFromTheFuture(DomainError):
    """A notice was received by today."""

    title = "This notice cannot have been received yet"


class NoticeUnknown(DomainError):
    """Only a notice that was recorded is cured."""

    title = "There is no such notice"


class NoticeCuredAlready(DomainError):
    """A notice is cured once."""

    title = "This notice was cured already"


class RuleUnknown(DomainError):
    """A notice is about a rule that we know, or names none."""

    title = "There is no such rule of law"


class PlaceNeedsNoWaiver(DomainError):
    """Only a place that cannot be resolved is waived, and once."""

    title = "This place needs no waiver"


class UnitOfAnotherEmployer(DomainError):
    """A posting's unit belongs to its employer."""

    title = "The unit belongs to another employer"
