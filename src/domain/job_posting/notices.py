"""An authority's notice, and its cure."""

from datetime import date, timedelta

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import CureNotice, RecordNotice
from domain.job_posting.deadline import today
from domain.job_posting.errors import (
    NoticeCuredAlready,
    NoticeFromTheFuture,
    NoticeRecordedAlready,
    NoticeUnknown,
    PostingNeverPublished,
    RuleUnknown,
)
from domain.job_posting.events import NoncomplianceCured, NoncomplianceNoticeReceived, PostingEvent
from domain.job_posting.state import JobPosting, Notice, PostingFacts
from domain.law import RuleBook, cure_by
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else


def record(command: RecordNotice, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Note what an authority complains of, and until when that can be cured."""
    require(posting.period > 0, PostingNeverPublished, "no authority can have seen it: look for the posting it means")
    require(
        all(notice.name != command.notice for notice in posting.notices),
        NoticeRecordedAlready,
        f"{command.notice!r} is recorded: see its history, or name the other one otherwise",
    )
    tomorrow = today(posting, context.now) + timedelta(days=1)  # it may be that already where the notice arrived
    require(command.received_on <= tomorrow, NoticeFromTheFuture, f"{command.received_on} is to come: correct the day")
    by_rule = last_day(command.rule, command.received_on, context.facts.rules)
    return (
        NoncomplianceNoticeReceived(
            notice=command.notice,
            authority=command.authority,
            received_on=command.received_on,
            details=command.details,
            by=context.people,
            rule=command.rule,
            cure_by=command.cure_by or by_rule,
        ),
    )


def last_day(rule: str | None, received_on: date, rules: RuleBook) -> date | None:
    """The last day that a rule grants for a cure; None where it, or nobody, grants one. Raises RuleUnknown."""
    if rule is None:
        return None
    known = [one for one in rules.rules if one.id == rule]
    require(bool(known), RuleUnknown, f"we know no rule {rule!r}: leave it out, or name one of ours, as `check` does")
    return cure_by(known[0], received_on)


def cure(command: CureNotice, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Say how it was cured, and whether that was too late."""
    notice = existing(command.notice, posting)
    require(not notice.cured, NoticeCuredAlready, f"{notice.name!r} was cured: see its history")
    judged_by_someone_else(
        notice.recorded_by | notice.edited_by, context, "recorded this notice or edited the posting since it came"
    )
    approval.approve(Matter.NOTICE, (), context.facts.chain, context)
    late = notice.cure_by is not None and today(posting, context.now) > notice.cure_by
    return (NoncomplianceCured(notice=notice.name, how=command.how, by=context.people, late=late),)


def existing(name: str, posting: JobPosting) -> Notice:
    """The notice of this reference. Raises NoticeUnknown."""
    found = next((notice for notice in posting.notices if notice.name == name), None)
    if found is None:
        names = "; ".join(notice.name for notice in posting.notices) or "none"
        raise NoticeUnknown(f"no notice {name!r} is recorded; those that are: {names}")
    return found
