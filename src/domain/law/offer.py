"""What the law looks at in a posting: its pay, its places, its words, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from domain.pay import PayRange, WorkingTime
from domain.places import Location, WorkMode

if TYPE_CHECKING:  # postings are judged by the law, so import it: at run time the arrow points that way alone
    from domain.job_posting.content import PostingContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One posting as the law sees it.

    words: every text that it shows, one passage each. described: it says what the job is.
    uses_ai_screening, existing_vacancy, promotion_opportunity: None, nobody has said.
    third_parties_without_pay: who announces it and has not undertaken to show the pay.
    internal_notice_on: the day own staff are told of it. published_on: the first day of its running publication period.
    """

    title: str
    words: tuple[str, ...] = ()
    described: bool = False
    locations: tuple[Location, ...] = ()
    remote: bool = False
    remote_regions: tuple[str, ...] = ()
    reports_to: Location | None = None
    pay: tuple[PayRange, ...] = ()
    levels: tuple[str, ...] = ()
    working_time: WorkingTime | None = None
    commission_only: bool = False
    benefits: str | None = None
    benefits_url: str | None = None
    other_compensation: str | None = None
    other_compensation_url: str | None = None
    deadline: date | None = None
    rolling: bool = False
    uses_ai_screening: bool | None = None
    ai_screening_statement: str | None = None
    existing_vacancy: bool | None = None
    third_parties_without_pay: tuple[str, ...] = ()
    internal_notice_on: date | None = None
    promotion_opportunity: bool | None = None
    internal_only: bool = False
    published_on: date | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Where the work may be done, each by the name that a pay range calls it, in a fixed order."""
        return tuple(sorted({*(location.name for location in self.locations), *self.remote_regions}))


def offer_of(content: "PostingContent", pay: tuple[PayRange, ...], *, published_on: date | None = None) -> Offer:
    """What the law looks at in a posting that says this. published_on: None before it is public."""
    return Offer(
        title=content.title,
        words=tuple(_words(content)),
        described=bool(content.description.strip() or content.duties),
        locations=content.locations,
        remote=content.work_mode is WorkMode.REMOTE,
        remote_regions=content.remote_regions,
        reports_to=content.reports_to_location,
        pay=pay,
        levels=content.levels,
        working_time=content.working_time,
        commission_only=content.commission_only,
        benefits=content.benefits,
        benefits_url=content.benefits_url,
        other_compensation=content.other_compensation,
        other_compensation_url=content.other_compensation_url,
        deadline=content.deadline,
        rolling=content.rolling,
        uses_ai_screening=content.uses_ai_screening,
        ai_screening_statement=content.ai_screening_statement,
        existing_vacancy=content.existing_vacancy,
        third_parties_without_pay=tuple(party.name for party in content.third_parties if not party.carries_pay),
        internal_notice_on=content.internal_notice_on,
        promotion_opportunity=content.promotion_opportunity,
        internal_only=content.internal_only,
        published_on=published_on,
    )


def _words(content: "PostingContent") -> Iterator[str]:
    yield content.title
    yield content.description
    for duty in content.duties:
        yield from filter(None, (duty.heading, duty.text))
    yield from content.qualifications
    yield from (skill.name for skill in content.skills)
    for experience in content.experience:
        yield from (experience.text, *experience.preferred_notes)
    if content.education is not None:
        yield from filter(None, (content.education.minimum, content.education.preferred))
        yield from content.education.fields_of_study
    yield from filter(
        None, (content.benefits, content.other_compensation, content.ai_screening_statement, content.how_to_apply)
    )
