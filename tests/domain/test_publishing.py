"""A posting's public life: what is published, paused, resumed, moved and closed, and what refuses it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from domain.errors import InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    RENDERER,
    ChangeSalary,
    ChannelListingFailed,
    ClosePosting,
    CloseReason,
    ExtendDeadline,
    PausePosting,
    PostingContent,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingEvent,
    PostingPaused,
    PostingPublished,
    PublishPosting,
    ResumePosting,
    ShortenDeadline,
    Status,
    UnresolvedPlaceWaived,
    render,
)
from domain.job_posting.errors import (
    DeadlineHasPassed,
    DeadlineNotEarlier,
    DeadlineNotLater,
    PayLeavesOutPlaces,
    PostingHasNoPlace,
    PostingHasNoRole,
    PostingNotApproved,
    PostingNotExpired,
    PostingNotPaused,
    PostingNotPublished,
    RoleOlderThanApproved,
    RoleStillHires,
    RoleUnknown,
    RoleVersionNotPinned,
)
from domain.job_posting.publication import places
from domain.pay import Period, WorkingTime
from domain.places import Location, WorkMode
from domain.policies.salary_band import NoBandForPay, SalaryOutsideBand, WorkingHoursNotRecorded
from domain.role.errors import RoleIsRetired, RoleNotInForce
from tests.domain.given import ALICE, BOB, NOON, Given, given
from tests.domain.postings import (
    BERLIN,
    DENVER,
    SHOWN,
    approved,
    closed,
    drafted,
    judgement,
    lapsed,
    listed,
    paused,
    pay,
    published,
    rejected,
    requested,
    resumed,
    retitled,
    submitted,
    taken_down,
)
from tests.domain.roles import a_role, band, revision_started, role_in_force, role_retired
from tests.domain.roles import approved as role_approved
from tests.domain.roles import drafted as role_drafted
from tests.domain.roles import submitted as role_submitted

APPROVED = (drafted(), submitted(), approved())
PUBLISHED = (*APPROVED, published())
PAUSED = (*PUBLISHED, paused())
PUBLISH = PublishPosting()
RESUMED = resumed(judgement(day=date(2026, 3, 10)))


def approved_posting(**fields: Any) -> Given:
    """A posting approved with these fields."""
    return given(drafted(**fields), submitted(), approved())


# Publishing


def test_publishing_keeps_the_hash_of_the_very_bytes_that_are_stored() -> None:
    outcome = given(*APPROVED).when(PUBLISH, role=role_in_force())
    (stored,) = JOB_POSTING.documents(PUBLISH, outcome.state)
    outcome.then(
        PostingPublished(
            period=1,
            published_on=date(2026, 3, 10),
            document_sha256=sha256(stored).hexdigest(),
            renderer=RENDERER,
            role_approval=1,
            judgement=judgement(day=date(2026, 3, 10)),
        )
    )
    assert stored == render(outcome.state, RENDERER)
    assert outcome.state.public


def test_the_date_posted_is_the_day_in_the_postings_own_time_zone() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    outcome = approved_posting(time_zone="Europe/Berlin").when(PUBLISH, at=late, role=role_in_force())
    assert outcome.state.published_on == date(2026, 3, 11)


def test_a_published_posting_is_listed_on_each_of_its_channels_once() -> None:
    outcome = approved_posting(channels=("LinkedIn", "Board", "LinkedIn")).when(PUBLISH, role=role_in_force())
    assert outcome.state.live_channels == ("LinkedIn", "Board")


@pytest.mark.parametrize("hidden", ["internal_only", "confidential"])
def test_internal_and_confidential_postings_are_never_public_and_listed_nowhere(hidden: str) -> None:
    posting = approved_posting(channels=("LinkedIn",), **{hidden: True}).when(PUBLISH, role=role_in_force()).state
    assert posting.status is Status.PUBLISHED
    assert not posting.public
    assert posting.live_channels == ()


@pytest.mark.parametrize(
    "history",
    [
        (drafted(),),
        (drafted(), submitted()),
        (drafted(), submitted(), rejected()),
        (*APPROVED, retitled(), lapsed("title")),
        PUBLISHED,
        PAUSED,
    ],
    ids=["draft", "pending", "rejected", "lapsed", "published", "paused"],
)
def test_only_what_is_approved_is_published(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(PUBLISH, role=role_in_force()).then_refused(PostingNotApproved)


def test_a_posting_without_a_role_is_not_published() -> None:
    approved_posting(role_id=None).when(PUBLISH).then_refused(PostingHasNoRole)
    given(*APPROVED).when(PUBLISH, role=None).then_refused(RoleUnknown)


def test_a_posting_is_not_published_under_a_role_that_was_never_approved_or_is_retired() -> None:
    given(*APPROVED).when(PUBLISH, role=a_role(role_drafted())).then_refused(RoleNotInForce)
    given(*APPROVED).when(PUBLISH, role=role_retired()).then_refused(RoleIsRetired)


def test_the_role_stays_in_force_through_its_revision() -> None:
    under_revision = a_role(role_drafted(), role_submitted(), role_approved(), revision_started())
    given(*APPROVED).when(PUBLISH, role=under_revision).accepted()


def test_the_role_must_be_in_force_at_the_pinned_version_or_a_later_one() -> None:
    pinned_to_two = given(drafted(), submitted(), approved(role_approval=2))
    pinned_to_two.when(PUBLISH, role=role_in_force()).then_refused(RoleOlderThanApproved)
    later = replace(role_in_force(), approval=3)
    assert pinned_to_two.when(PUBLISH, role=later).state.role_approval == 3


def test_the_survivor_of_a_merge_counts_its_versions_for_itself() -> None:
    pinned_to_two = given(drafted(), submitted(), approved(role_approval=2))
    merged = pinned_to_two.when(PUBLISH, role=role_in_force(), role_was_merged=True)
    assert merged.state.role_approval == 1


def test_what_was_approved_without_a_version_of_its_role_is_not_published() -> None:
    nothing_pinned = given(drafted(), submitted(), approved(role_approval=None))
    nothing_pinned.when(PUBLISH, role=role_in_force()).then_refused(RoleVersionNotPinned, "approved again")


@pytest.mark.parametrize(
    "nowhere",
    [
        {"locations": ()},
        {"locations": (), "work_mode": WorkMode.REMOTE},
        {"locations": (), "work_mode": WorkMode.HYBRID, "remote_regions": ("DE",)},
    ],
    ids=["on site", "remote", "hybrid"],
)
def test_a_posting_says_where_the_work_is_done(nowhere: dict[str, Any]) -> None:
    approved_posting(**nowhere).when(PUBLISH, role=role_in_force()).then_refused(PostingHasNoPlace)


@pytest.mark.parametrize("nowhere", ["anywhere", "remote"])
def test_a_second_person_may_let_a_posting_without_a_place_pass(nowhere: str) -> None:
    mode = WorkMode.REMOTE if nowhere == "remote" else WorkMode.ON_SITE
    waived = UnresolvedPlaceWaived(place=nowhere, reason="The contract names the place.", by=(BOB,))
    waiting = (drafted(locations=(), work_mode=mode), submitted(), waived, approved())
    given(*waiting).when(PUBLISH, role=role_in_force()).accepted()


def test_remote_work_needs_no_location_but_a_region() -> None:
    remote = approved_posting(locations=(), work_mode=WorkMode.REMOTE, remote_regions=("DE",))
    remote.when(PUBLISH, role=role_in_force()).accepted()


def test_a_posting_is_published_on_its_last_day_and_not_after_it() -> None:
    on_the_last_evening = datetime(2026, 3, 10, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    posting = approved_posting(deadline=date(2026, 3, 10), time_zone="Europe/Berlin")
    posting.when(PUBLISH, at=on_the_last_evening, role=role_in_force()).accepted()
    posting.when(PUBLISH, at=on_the_last_evening + timedelta(minutes=1), role=role_in_force()).then_refused(
        DeadlineHasPassed, "2026-03-10"
    )


def test_pay_disclosed_for_one_place_is_disclosed_for_every_place() -> None:
    both, berlin_only = (BERLIN, DENVER), (pay(places=(BERLIN.name,)),)
    approved_posting(locations=both, pay=berlin_only).when(PUBLISH, role=role_in_force()).then_refused(
        PayLeavesOutPlaces, "Denver"
    )
    everywhere = (*berlin_only, pay(places=(DENVER.name,)))
    approved_posting(locations=both, pay=everywhere).when(PUBLISH, role=role_in_force()).accepted()


def test_pay_is_disclosed_for_every_level_at_every_place_too() -> None:
    levels = ("Junior", "Senior")
    juniors_everywhere, seniors_here = pay(levels=("Junior",)), pay(places=(BERLIN.name,), levels=("Senior",))
    both = {"locations": (BERLIN, DENVER), "levels": levels}
    half = approved_posting(**both, pay=(juniors_everywhere, seniors_here))
    half.when(PUBLISH, role=role_in_force()).then_refused(PayLeavesOutPlaces, "Denver, US-CO, US at level Senior too")
    rest = pay(places=(DENVER.name,), levels=("Senior",))
    approved_posting(**both, pay=(juniors_everywhere, seniors_here, rest)).when(
        PUBLISH, role=role_in_force()
    ).accepted()


# Pay and the band


def test_pay_at_the_edges_of_the_band_is_inside_and_a_cent_beyond_is_not() -> None:
    role = role_in_force(salary_bands=(band(30_000, 40_000),))
    approved_posting(pay=(pay(30_000, 40_000),)).when(PUBLISH, role=role).accepted()
    above = replace(pay(), maximum=Decimal("40000.01"))
    approved_posting(pay=(above,)).when(PUBLISH, role=role).then_refused(SalaryOutsideBand, "40000.01")
    below = replace(pay(), minimum=Decimal("29999.99"))
    approved_posting(pay=(below,)).when(PUBLISH, role=role).then_refused(SalaryOutsideBand)


def test_pay_that_is_not_disclosed_obeys_every_band() -> None:
    approved_posting(pay=()).when(PUBLISH, role=role_in_force(salary_bands=(band(),))).accepted()


def test_a_role_without_bands_constrains_nothing_and_one_with_bands_for_others_refuses() -> None:
    posting = approved_posting(pay=(pay(1, 1_000_000),))
    posting.when(PUBLISH, role=role_in_force()).accepted()
    others = role_in_force(salary_bands=(band(1, 10**9, currency="USD"), band(1, 10**9, currency="CHF")))
    posting.when(PUBLISH, role=others).then_refused(
        NoBandForPay, "no band in EUR for Berlin, DE-BE, DE, only in CHF, USD"
    )
    bavaria = role_in_force(salary_bands=(band(1, 10**9, zone="DE-BY"),))
    posting.when(PUBLISH, role=bavaria).then_refused(NoBandForPay)


def test_the_band_of_the_most_exact_zone_speaks() -> None:
    bands = (band(10_000, 20_000), band(50_000, 60_000, zone="DE"), band(30_000, 40_000, zone="de-be"))
    approved_posting(pay=(pay(),)).when(PUBLISH, role=role_in_force(salary_bands=bands)).accepted()
    denver = approved_posting(locations=(DENVER,), pay=(pay(),))
    denver.when(PUBLISH, role=role_in_force(salary_bands=bands)).then_refused(SalaryOutsideBand, "20000")


def test_the_zone_is_chosen_before_the_currency() -> None:
    bands = (band(30_000, 40_000), band(40_000, 50_000, currency="CHF", zone="DE-BE"))
    in_euros, in_francs = approved_posting(pay=(pay(),)), approved_posting(pay=(pay(45_000, 46_000, currency="CHF"),))
    in_euros.when(PUBLISH, role=role_in_force(salary_bands=bands)).then_refused(NoBandForPay, "only in CHF")
    in_francs.when(PUBLISH, role=role_in_force(salary_bands=bands)).accepted()


def test_a_band_for_one_portland_says_nothing_of_another() -> None:
    maine = Location(country="US", region="US-ME", locality="Portland")
    oregon = replace(maine, region="US-OR")
    bands = (band(90_000, 99_000, zone=oregon.name), band(30_000, 40_000, zone="US"))
    role = role_in_force(salary_bands=bands)
    approved_posting(locations=(maine,), pay=(pay(),)).when(PUBLISH, role=role).accepted()
    approved_posting(locations=(oregon,), pay=(pay(),)).when(PUBLISH, role=role).then_refused(
        SalaryOutsideBand, "90000"
    )


def test_a_place_lies_in_zones_from_its_full_name_to_everywhere_and_in_none_by_its_bare_locality() -> None:
    site = replace(BERLIN, postal_code="10115")
    posting = JOB_POSTING.fold([drafted(locations=(site,), work_mode=WorkMode.REMOTE, remote_regions=("US-CO", "FR"))])
    assert places(posting) == {
        "10115 Berlin, DE-BE, DE": ("10115 Berlin, DE-BE, DE", "Berlin, DE-BE, DE", "DE-BE", "DE", None),
        "US-CO": ("US-CO", "US", None),
        "FR": ("FR", None),
    }


def test_a_band_for_a_city_speaks_for_its_sites_and_one_for_a_site_first() -> None:
    mitte, spandau = replace(BERLIN, postal_code="10115"), replace(BERLIN, postal_code="13597")
    city = role_in_force(salary_bands=(band(30_000, 40_000, zone=BERLIN.name), band(1, 2)))
    approved_posting(locations=(mitte, spandau), pay=(pay(),)).when(PUBLISH, role=city).accepted()
    site = role_in_force(salary_bands=(band(50_000, 60_000, zone=mitte.name), band(30_000, 40_000, zone=BERLIN.name)))
    approved_posting(locations=(spandau,), pay=(pay(),)).when(PUBLISH, role=site).accepted()
    approved_posting(locations=(mitte,), pay=(pay(),)).when(PUBLISH, role=site).then_refused(SalaryOutsideBand, "50000")


def test_a_range_without_places_obeys_the_band_of_every_place() -> None:
    bands = (band(30_000, 40_000, zone="DE"), band(90_000, 99_000, zone="US"))
    both = approved_posting(locations=(BERLIN, DENVER), pay=(pay(),))
    both.when(PUBLISH, role=role_in_force(salary_bands=bands)).then_refused(SalaryOutsideBand, "90000")


def test_the_band_in_force_on_the_day_of_publication_speaks() -> None:
    until_today = band(30_000, 40_000, effective_to=date(2026, 3, 10))
    from_tomorrow = band(50_000, 60_000, effective_from=date(2026, 3, 11))
    role = role_in_force(salary_bands=(until_today, from_tomorrow))
    posting = approved_posting(pay=(pay(),), time_zone="Europe/Berlin")
    posting.when(PUBLISH, role=role).accepted()
    already_tomorrow_in_berlin = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    posting.when(PUBLISH, at=already_tomorrow_in_berlin, role=role).then_refused(SalaryOutsideBand, "2026-03-11")


def test_the_band_of_the_version_in_force_speaks_not_of_the_one_under_revision() -> None:
    role = role_in_force(salary_bands=(band(),))
    revised = replace(role, content=replace(role.content, salary_bands=(band(1, 2),)))
    approved_posting(pay=(pay(),)).when(PUBLISH, role=revised).accepted()


def test_pay_by_the_hour_is_compared_with_a_band_by_the_year_only_by_recorded_hours() -> None:
    role = role_in_force(salary_bands=(band(30_000, 40_000),))
    hourly = (pay(15, 19, period=Period.HOUR),)
    approved_posting(pay=hourly).when(PUBLISH, role=role).then_refused(WorkingHoursNotRecorded, "working_time")
    hours = WorkingTime(hours_per_week=Decimal(40))
    approved_posting(pay=hourly, working_time=hours).when(PUBLISH, role=role).accepted()
    part_time = WorkingTime(hours_per_week=Decimal(20))
    approved_posting(pay=hourly, working_time=part_time).when(PUBLISH, role=role).then_refused(SalaryOutsideBand)


def test_hours_recorded_with_the_salary_are_the_hours_it_is_compared_by() -> None:
    hours = WorkingTime(hours_per_week=Decimal(40))
    hourly = (pay(15, 19, period=Period.HOUR),)
    posting = given(drafted()).when(ChangeSalary(pay=hourly, reason="By the hour", working_time=hours)).state
    assert posting.content.working_time == hours
    kept = given(drafted(working_time=hours)).when(ChangeSalary(pay=hourly, reason="By the hour")).state
    assert kept.content.working_time == hours


# Pausing and resuming


def test_a_published_posting_is_paused_and_is_then_not_public() -> None:
    outcome = given(*PUBLISHED).when(PausePosting("Enough for now"))
    outcome.then(PostingPaused(reason="Enough for now"))
    assert not outcome.state.public


def test_pausing_takes_down_every_channel_one_by_one_and_resuming_lists_the_same_again() -> None:
    on_two_boards = (
        drafted(channels=("LinkedIn", "Board")),
        submitted(),
        approved(),
        published(),
        requested("LinkedIn"),
        listed("Board"),
    )
    pausing = given(*on_two_boards).when(PausePosting())
    pausing.then(taken_down("LinkedIn"), taken_down("Board"), paused())
    assert pausing.state.live_channels == ()
    resuming = given(*on_two_boards, *pausing.accepted()).when(ResumePosting(), role=role_in_force())
    resuming.then(RESUMED, requested("LinkedIn"), requested("Board"))
    assert resuming.state.live_channels == ("LinkedIn", "Board")


@pytest.mark.parametrize("hidden", ["internal_only", "confidential"])
def test_internal_and_confidential_postings_are_listed_nowhere_when_resumed(hidden: str) -> None:
    fields: dict[str, Any] = {hidden: True}
    nowhere = (drafted(channels=("LinkedIn",), **fields), submitted(), approved(), published(), paused())
    given(*nowhere).when(ResumePosting(), role=role_in_force()).then(RESUMED)


@pytest.mark.parametrize("history", [(drafted(),), APPROVED, PAUSED], ids=["draft", "approved", "paused"])
def test_only_a_published_posting_is_paused(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(PausePosting()).then_refused(PostingNotPublished)


def test_resuming_rewrites_neither_the_date_posted_nor_the_text() -> None:
    outcome = given(*PAUSED).when(ResumePosting(), role=role_in_force())
    outcome.then(RESUMED)
    assert outcome.state.published_on == date(2026, 3, 1)
    assert (outcome.state.document_sha256, outcome.state.period) == (SHOWN, 1)
    assert outcome.state.public


@pytest.mark.parametrize("history", [(drafted(),), APPROVED, PUBLISHED, (*PAUSED, resumed())])
def test_only_a_paused_posting_is_resumed(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(ResumePosting(), role=role_in_force()).then_refused(PostingNotPaused)


def test_a_posting_is_not_resumed_under_a_retired_role_nor_after_its_last_day() -> None:
    given(*PAUSED).when(ResumePosting(), role=role_retired()).then_refused(RoleIsRetired)
    afterwards = datetime(2026, 4, 1, 12, tzinfo=UTC)
    given(*PAUSED).when(ResumePosting(), at=afterwards, role=role_in_force()).then_refused(
        DeadlineHasPassed, "reopen or relist"
    )


def test_resuming_asks_what_publishing_asks_of_the_role_in_force_today() -> None:
    offered = (drafted(pay=(pay(32_000, 38_000),)), submitted(), approved(), published(), paused())
    resume = ResumePosting()
    given(*offered).when(resume, role=role_in_force(salary_bands=(band(32_000, 38_000),))).then(RESUMED)
    lower = role_in_force(salary_bands=(band(30_000, 37_999),))
    given(*offered).when(resume, role=lower).then_refused(SalaryOutsideBand, "use propose-amendment")
    elsewhere = role_in_force(salary_bands=(band(currency="CHF"),))
    given(*offered).when(resume, role=elsewhere).then_refused(NoBandForPay)
    given(*offered).when(resume, role=a_role(role_drafted())).then_refused(RoleNotInForce)


def test_the_band_in_force_on_the_day_of_resuming_speaks() -> None:
    until_today = band(30_000, 40_000, effective_to=date(2026, 3, 10))
    from_tomorrow = band(50_000, 60_000, effective_from=date(2026, 3, 11))
    role = role_in_force(salary_bands=(until_today, from_tomorrow))
    offered = (drafted(pay=(pay(),)), submitted(), approved(), published(), paused())
    given(*offered).when(ResumePosting(), role=role).accepted()
    given(*offered).when(ResumePosting(), at=NOON + timedelta(days=1), role=role).then_refused(SalaryOutsideBand)


# Moving the deadline


NOT_PUBLISHED = [(drafted(),), (drafted(), submitted()), (drafted(), submitted(), rejected()), APPROVED]


@pytest.mark.parametrize("history", NOT_PUBLISHED, ids=["draft", "pending", "rejected", "approved"])
def test_extending_and_shortening_keep_the_old_day_and_the_reason(history: tuple[PostingEvent, ...]) -> None:
    old, later, earlier = date(2026, 3, 31), date(2026, 4, 1), date(2026, 3, 30)
    given(*history).when(ExtendDeadline(later, "Too few applied")).then(
        PostingDeadlineExtended(old=old, new=later, reason="Too few applied", by=(ALICE,))
    )
    given(*history).when(ShortenDeadline(earlier, "Enough applied")).then(
        PostingDeadlineShortened(old=old, new=earlier, reason="Enough applied", by=(ALICE,))
    )


@pytest.mark.parametrize("history", [PUBLISHED, PAUSED], ids=["published", "paused"])
@pytest.mark.parametrize(
    "command", [ExtendDeadline(date(2026, 4, 1), "Few"), ShortenDeadline(date(2026, 3, 30), "Many")]
)
def test_moving_the_deadline_of_what_was_published_shows_and_keeps_new_bytes(
    history: tuple[PostingEvent, ...], command: ExtendDeadline | ShortenDeadline
) -> None:
    posting = given(*history).when(command).state
    (stored,) = JOB_POSTING.documents(command, posting)
    assert posting.document_sha256 == sha256(stored).hexdigest() != SHOWN
    assert command.deadline.isoformat().encode() in stored
    assert posting.published_on == date(2026, 3, 1)


def test_moving_the_deadline_of_what_was_never_published_stores_nothing() -> None:
    command = ExtendDeadline(date(2026, 4, 1), "Few")
    assert JOB_POSTING.documents(command, given(*APPROVED).when(command).state) == ()


def test_moving_the_deadline_keeps_the_approval() -> None:
    assert given(*APPROVED).when(ExtendDeadline(date(2026, 4, 1), "Few")).state.status is Status.APPROVED


def test_extending_means_later_and_shortening_means_earlier() -> None:
    same = date(2026, 3, 31)
    given(*PUBLISHED).when(ExtendDeadline(same, "Few")).then_refused(DeadlineNotLater, "2026-03-31")
    given(*PUBLISHED).when(ShortenDeadline(same, "Many")).then_refused(DeadlineNotEarlier, "2026-03-31")


def test_open_until_filled_cannot_be_extended_but_shortened_to_a_day() -> None:
    without = (drafted(deadline=None), submitted(), approved(), published())
    given(*without).when(ExtendDeadline(date(2026, 4, 1), "Few")).then_refused(DeadlineNotLater, "shorten-deadline")
    assert given(*without).when(ShortenDeadline(date(2026, 4, 1), "Many")).state.content.deadline == date(2026, 4, 1)


@pytest.mark.parametrize("end", [(), (submitted(),), (submitted(), approved()), (submitted(), approved(), published())])
def test_a_rolling_posting_that_is_given_a_last_day_is_rolling_no_more(end: tuple[PostingEvent, ...]) -> None:
    rolling, last_day = (drafted(deadline=None, rolling=True), *end), date(2026, 4, 1)
    given(*rolling).when(ExtendDeadline(last_day, "Few")).then_refused(DeadlineNotLater, "shorten-deadline")
    outcome = given(*rolling).when(ShortenDeadline(last_day, "Many"))
    assert [(event.old, event.new, event.was_rolling) for event in outcome.accepted()] == [(None, last_day, True)]
    assert (outcome.state.content.deadline, outcome.state.content.rolling) == (last_day, False)
    assert PostingContent(
        **{name: getattr(outcome.state.content, name) for name in PostingContent.__dataclass_fields__}
    )


def test_no_deadline_is_moved_to_a_day_that_has_gone_by_where_the_posting_is() -> None:
    in_auckland = (drafted(time_zone="Pacific/Auckland"), submitted(), approved(), published())
    yesterday_there = date(2026, 3, 10)  # at 12:00 UTC it is already the 11th
    given(*in_auckland).when(ShortenDeadline(yesterday_there, "Many")).then_refused(DeadlineHasPassed, "2026-03-11")
    given(*in_auckland).when(ShortenDeadline(date(2026, 3, 11), "Many")).accepted()


ITS_END = datetime(2026, 3, 31, 22, tzinfo=UTC)  # midnight in Berlin, where summer time has begun on the 29th


@pytest.mark.parametrize("history", [PUBLISHED, PAUSED], ids=["published", "paused"])
def test_what_was_shown_is_over_with_its_last_day_and_moves_no_more(history: tuple[PostingEvent, ...]) -> None:
    extend = ExtendDeadline(date(2026, 4, 30), "Too few applied")
    given(*history).when(extend, at=ITS_END - timedelta(microseconds=1)).accepted()
    given(*history).when(extend, at=ITS_END).then_refused(DeadlineHasPassed, "reopen or relist")
    shorten = ShortenDeadline(date(2026, 3, 30), "Enough applied")
    given(*history).when(shorten, at=ITS_END).then_refused(DeadlineHasPassed, "reopen or relist")


def test_what_was_never_shown_can_be_given_another_last_day_when_its_first_has_gone_by() -> None:
    given(*APPROVED).when(PUBLISH, at=ITS_END, role=role_in_force()).then_refused(DeadlineHasPassed, "extend")
    given(*APPROVED).when(ExtendDeadline(date(2026, 4, 30), "We are late"), at=ITS_END).accepted()


# Closing


def test_closing_takes_down_every_channel_one_by_one() -> None:
    on_two_boards = (*APPROVED, published(), requested("LinkedIn"), listed("Board"))
    outcome = given(*on_two_boards).when(ClosePosting(reason=CloseReason.FILLED))
    outcome.then(taken_down("LinkedIn"), taken_down("Board"), closed(CloseReason.FILLED))
    assert outcome.state.live_channels == ()
    assert not outcome.state.public


def test_where_listing_failed_there_is_nothing_to_take_down() -> None:
    failed = ChannelListingFailed(channel="LinkedIn", error="The feed was refused")
    half = (*APPROVED, published(), requested("LinkedIn"), failed, requested("Board"))
    given(*half).when(ClosePosting(reason=CloseReason.FILLED)).then(taken_down("Board"), closed(CloseReason.FILLED))
    given(*half).when(PausePosting()).then(taken_down("Board"), paused())


def test_what_a_pause_has_taken_down_is_not_taken_down_again_by_closing() -> None:
    half = (*APPROVED, published(), requested("LinkedIn"), taken_down("LinkedIn"), paused())
    given(*half).when(ClosePosting(reason=CloseReason.FILLED)).then(closed(CloseReason.FILLED))


@pytest.mark.parametrize("history", NOT_PUBLISHED, ids=["draft", "pending", "rejected", "approved"])
def test_what_was_never_published_is_cancelled_but_neither_filled_nor_expired(
    history: tuple[PostingEvent, ...],
) -> None:
    given(*history).when(ClosePosting(reason=CloseReason.CANCELLED)).then(closed(CloseReason.CANCELLED))
    long_after = datetime(2027, 1, 1, tzinfo=UTC)
    for reason in (CloseReason.FILLED, CloseReason.EXPIRED, CloseReason.COMPLIANCE):
        given(*history).when(ClosePosting(reason=reason), at=long_after).then_refused(PostingNotPublished)


def test_closing_for_another_reason_says_which() -> None:
    with pytest.raises(InvalidValue) as refused:
        ClosePosting(reason=CloseReason.OTHER)
    assert refused.value.code == "close-explanation-missing"
    given(*PUBLISHED).when(ClosePosting(reason=CloseReason.OTHER, explanation="The oven broke")).then(
        closed(CloseReason.OTHER, "The oven broke")
    )


@pytest.mark.parametrize("history", [PUBLISHED, PAUSED], ids=["published", "paused"])
def test_a_posting_expires_with_the_end_of_its_last_day_and_not_before(history: tuple[PostingEvent, ...]) -> None:
    expire = ClosePosting(reason=CloseReason.EXPIRED)
    given(*history).when(expire, at=ITS_END - timedelta(microseconds=1)).then_refused(PostingNotExpired, "2026-03-31")
    given(*history).when(expire, at=ITS_END).then(closed(CloseReason.EXPIRED))


def test_without_a_deadline_nothing_expires() -> None:
    history = (drafted(deadline=None), submitted(), approved(), published())
    given(*history).when(ClosePosting(reason=CloseReason.EXPIRED), at=datetime(2099, 1, 1, tzinfo=UTC)).then_refused(
        PostingNotExpired, "no deadline"
    )


def test_an_extended_posting_expires_with_its_new_last_day() -> None:
    extended = given(*PUBLISHED).when(ExtendDeadline(date(2026, 4, 30), "Few")).accepted()
    expire = ClosePosting(reason=CloseReason.EXPIRED)
    given(*PUBLISHED, *extended).when(expire, at=ITS_END).then_refused(PostingNotExpired)


def test_a_posting_closes_with_its_role_when_the_grace_period_is_over() -> None:
    close = ClosePosting(reason=CloseReason.ROLE_RETIRED)
    role = role_retired(postings_close_on=date(2026, 3, 24))
    given(*PUBLISHED).when(close, at=datetime(2026, 3, 24, 23, 59, tzinfo=UTC), role=role).then_refused(
        RoleStillHires, "2026-03-24"
    )
    given(*PUBLISHED).when(close, at=datetime(2026, 3, 25, tzinfo=UTC), role=role).then(
        closed(CloseReason.ROLE_RETIRED)
    )


@pytest.mark.parametrize("history", NOT_PUBLISHED, ids=["draft", "pending", "rejected", "approved"])
def test_what_the_public_never_saw_closes_with_its_role_at_once(history: tuple[PostingEvent, ...]) -> None:
    close = ClosePosting(reason=CloseReason.ROLE_RETIRED)
    given(*history).when(close, role=role_retired(postings_close_on=date(2026, 3, 24))).then(
        closed(CloseReason.ROLE_RETIRED)
    )
    for hiring in (None, role_in_force()):
        given(*history).when(close, role=hiring).then_refused(RoleStillHires, "not retired")


@pytest.mark.parametrize("role", [None, role_in_force()], ids=["no role", "in force"])
def test_a_posting_does_not_close_for_a_retirement_that_has_not_happened(role: Any) -> None:
    given(*PUBLISHED).when(ClosePosting(reason=CloseReason.ROLE_RETIRED), at=NOON, role=role).then_refused(
        RoleStillHires, "not retired"
    )
