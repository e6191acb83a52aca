"""Would this posting be let through: asked without doing it, for another day, for other places or for other words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from application.audit import snapshot
from application.facts import of_posting
from application.ports import Desk
from application.reading import Reading
from domain.clearing import check_clear, emptied, named
from domain.decider import Context
from domain.errors import DomainError, InvalidValue, require
from domain.job_posting import JOB_POSTING, JobPosting, PostingChanges, PostingContent, PostingFacts, Status
from domain.job_posting.content import OPTIONAL
from domain.job_posting.deadline import today
from domain.job_posting.editing import pay_names_known_places
from domain.job_posting.errors import PostingIsClosed, PostingNotApproved
from domain.job_posting.lawfulness import judged, lawful
from domain.job_posting.publication import PUBLICATION_RULES
from domain.job_posting.state import AGREED, ENDED, SHOWN
from domain.law import Places, RuleResult, in_words_of
from domain.pay import PayRange, check_pay
from domain.places import Location, WorkMode, check_region
from domain.recorded import Actor
from domain.text import check_many

NOBODY: Final = Actor("rolecall", "check")  # no rule that is asked here looks at who acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Ask whether a posting could be shown. on: the day to judge for; None: today, where it is.

    also_in: further regions, countries or cities with law of their own that the work could be done in ("US-CO").
    changes, clear: what it would say otherwise. pay: what it would pay; None: as it is.
    """

    on: date | None = None
    also_in: tuple[str, ...] = ()
    changes: PostingChanges = field(default_factory=PostingChanges)
    clear: tuple[str, ...] = ()
    pay: tuple[PayRange, ...] | None = None

    def __post_init__(self) -> None:
        check_many(self)
        for code in self.also_in:
            check_region(code)
        check_clear(self.clear, self.changes, OPTIONAL)
        check_pay(self.pay or ())
        if self.on is not None and not date(1970, 1, 1) <= self.on <= date(2999, 12, 31):
            raise InvalidValue("day-out-of-range", "a day to judge for lies between the years 1970 and 2999")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that stands in the way: its code, its name, and what to do about it."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer. day: that it was judged for, where the posting is. refusals: all of them, not only the first.

    rules: what each rule of law in reach comes to. unresolved: places whose law cannot be told. warnings: in words,
    what the law asks for but does not refuse over.
    """

    publishable: bool
    day: date
    refusals: tuple[Refusal, ...]
    rules: tuple[RuleResult, ...]
    unresolved: tuple[str, ...]
    warnings: tuple[str, ...]


async def check(desk: Desk, stream: UUID, question: Check) -> Verdict:
    """The answer for a posting as the log has it, its proposed amendment included. Raises NotFound, InvalidValue."""
    posting = as_asked((await snapshot(desk.store, JOB_POSTING, stream)).state, question, desk.rules.places)
    facts = await of_posting(Reading(desk.store, desk.rules), None, posting)
    now = desk.clock.now() if question.on is None else noon(question.on, posting)
    context = Context(stream=stream, now=now, actor=NOBODY, fresh=stream, facts=facts.value)
    judgement = judged(posting, context)
    refusals = tuple(dict.fromkeys(refused(posting, context)))
    return Verdict(
        publishable=not refusals,
        day=today(posting, now),
        refusals=refusals,
        rules=judgement.results,
        unresolved=judgement.still_unresolved,
        warnings=tuple(in_words_of(result) for result in judgement.warned),
    )


def as_asked(posting: JobPosting, question: Check, places: Places) -> JobPosting:
    """The posting as it would be."""
    posting = replace(posting.as_proposed, proposal=None)
    content = replace(posting.content, **emptied(PostingContent, question.clear), **named(question.changes))
    if content.work_mode is WorkMode.REMOTE:
        regions = (region for region in question.also_in if region not in content.remote_regions)
        content = replace(content, remote_regions=(*content.remote_regions, *regions))
    else:
        sites = (location_in(code, places) for code in question.also_in)
        content = replace(content, locations=tuple(dict.fromkeys((*content.locations, *sites))))
    return replace(posting, content=content, pay=posting.pay if question.pay is None else question.pay)


def location_in(code: str, places: Places) -> Location:
    """Some place of work in a city with law of its own, in a region or in a country."""
    city = next((city for city in places.cities if city.code == code), None)
    if city is not None:
        return Location(country=city.region[:2], region=city.region, locality=min(city.localities))
    return Location(country=code[:2], region=code if "-" in code else None)


def noon(day: date, posting: JobPosting) -> datetime:
    """The middle of that day where the posting is."""
    return datetime.combine(day, time(12), ZoneInfo(posting.content.time_zone)).astimezone(UTC)


def refused(posting: JobPosting, context: Context[PostingFacts]) -> Iterator[Refusal]:
    """Everything that stands in the way, rule by rule."""
    rules: tuple[Callable[[], Any], ...] = (
        partial(stands_ready, posting),
        partial(pay_names_known_places, posting),
        *(partial(rule, posting, context) for rule in PUBLICATION_RULES),
        partial(lawful, posting, context),
    )
    for rule in rules:
        try:
            rule()
        except DomainError as error:
            yield Refusal(error.code, error.title, error.detail)


def stands_ready(posting: JobPosting) -> None:
    """Refuse what has come to its end, or was not approved."""
    require(posting.status not in ENDED, PostingIsClosed, f"it is {posting.status}: reopen it, or draft another")
    require(
        posting.status in AGREED | SHOWN,
        PostingNotApproved,
        f"it is {posting.status}: "
        + ("have it approved" if posting.status is Status.PENDING_APPROVAL else "have it submitted and approved"),
    )
