"""An authority's notice: recorded with its last day, and cured by someone who had no part in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.job_posting import (
    ApproveAmendment,
    CureNotice,
    NoncomplianceCured,
    NoncomplianceNoticeReceived,
    RecordNotice,
)
from domain.job_posting.errors import (
    NoticeCuredAlready,
    NoticeFromTheFuture,
    NoticeRecordedAlready,
    NoticeUnknown,
    PostingNeverPublished,
    RuleUnknown,
)
from domain.law import cure_by
from domain.organisation import ApprovalStep, Matter
from domain.policies.approval import NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.recorded import Actor
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, CAROL, NOON, Given, given
from tests.domain.organisations import an_organisation, granted, policy, registered
from tests.domain.postings import approved, closed, drafted, proposed, published, submitted
from tests.domain.roles import role_in_force

DORA = Actor("https://issuer.example", "dora")
RULES = load_rules()
CURABLE = next(rule for rule in RULES.rules if cure_by(rule, date(2026, 3, 9)) is not None)
SILENT = next(rule for rule in RULES.rules if rule.cure is None)
SHOWN = (drafted(), submitted(), approved(), published())
CURE = CureNotice(notice="N-17", how="The range was added")


def record(**fields: Any) -> RecordNotice:
    """A notice of the day before."""
    usual = {
        "notice": "N-17",
        "authority": "Labour office",
        "received_on": date(2026, 3, 9),
        "details": "No pay is stated",
    }
    return RecordNotice(**{**usual, **fields})


def received(by: Actor = CAROL, cure_by: date | None = None) -> NoncomplianceNoticeReceived:
    return NoncomplianceNoticeReceived(
        notice="N-17",
        authority="Labour office",
        received_on=date(2026, 3, 9),
        details="No pay is stated",
        by=(by,),
        cure_by=cure_by,
    )


@pytest.mark.parametrize("history", [SHOWN, (*SHOWN, closed())], ids=["published", "closed"])
def test_a_notice_is_recorded_also_after_the_end(history: tuple[Any, ...]) -> None:
    given(*history).when(record(), by=CAROL).then(received())


def test_the_rule_says_until_when_it_can_be_cured_unless_the_notice_does() -> None:
    [by_rule] = given(*SHOWN).when(record(rule=CURABLE.id), rules=RULES).accepted()
    assert (by_rule.rule, by_rule.cure_by) == (CURABLE.id, cure_by(CURABLE, date(2026, 3, 9)))
    [named] = given(*SHOWN).when(record(rule=CURABLE.id, cure_by=date(2026, 3, 12)), rules=RULES).accepted()
    assert named.cure_by == date(2026, 3, 12)
    [unsaid] = given(*SHOWN).when(record(rule=SILENT.id), rules=RULES).accepted()
    assert unsaid.cure_by is None


@pytest.mark.parametrize("last_day", [None, date(2026, 3, 12)])
def test_a_rule_that_we_do_not_know_is_refused_whoever_names_the_last_day(last_day: date | None) -> None:
    wrong = record(rule="us-zz-1", cure_by=last_day)
    given(*SHOWN).when(wrong, rules=RULES).then_refused(RuleUnknown, "us-zz-1")


def test_each_notice_is_recorded_once() -> None:
    given(*SHOWN, received()).when(record(details="Another")).then_refused(NoticeRecordedAlready, "N-17")
    given(*SHOWN, received()).when(record(notice="N-18")).accepted()


def test_no_notice_is_about_what_nobody_was_shown() -> None:
    given(drafted()).when(record()).then_refused(PostingNeverPublished)


def test_a_notice_was_received_by_today_wherever_that_is() -> None:
    given(*SHOWN).when(record(received_on=date(2026, 3, 11))).accepted()  # it is the 11th already in Kiribati
    given(*SHOWN).when(record(received_on=date(2026, 3, 12))).then_refused(NoticeFromTheFuture)


def test_a_notice_is_cured_and_stays_on_record() -> None:
    cured = given(*SHOWN, received()).when(CURE, by=BOB)
    cured.then(NoncomplianceCured(notice="N-17", how="The range was added", by=(BOB,)))
    [notice] = cured.state.notices
    assert notice.cured
    Given((*SHOWN, received(), *cured.events)).when(CURE, by=DORA).then_refused(NoticeCuredAlready)
    given(*SHOWN, received()).when(CureNotice(notice="N-18", how="?"), by=BOB).then_refused(NoticeUnknown, "N-17")


def test_a_cure_after_the_last_day_is_late_in_the_postings_own_time_zone() -> None:
    due = received(cure_by=date(2026, 3, 12))
    last_minute = datetime(2026, 3, 12, 22, 59, tzinfo=UTC)  # a minute to midnight in Berlin
    [in_time] = given(*SHOWN, due).when(CURE, by=BOB, at=last_minute).accepted()
    [too_late] = given(*SHOWN, due).when(CURE, by=BOB, at=last_minute + timedelta(minutes=1)).accepted()
    assert (in_time.late, too_late.late) == (False, True)
    [whenever] = given(*SHOWN, received()).when(CURE, by=BOB, at=NOON + timedelta(days=999)).accepted()
    assert not whenever.late


def test_nobody_cures_what_they_recorded() -> None:
    given(*SHOWN, received(by=BOB)).when(CURE, by=BOB).then_refused(ApproverIsAnEditor, "recorded this notice")
    given(*SHOWN, received(by=BOB)).when(CURE, by=DORA, on_behalf_of=BOB).then_refused(ApproverIsAnEditor)


def test_nobody_calls_their_own_edit_the_cure() -> None:
    given(*SHOWN, received(), proposed(by=BOB)).when(CURE, by=BOB).then_refused(ApproverIsAnEditor)
    given(*SHOWN, received(), proposed(by=BOB)).when(CURE, by=DORA).accepted()
    given(*SHOWN, received()).when(CURE, by=ALICE).accepted()  # who wrote it long before


def test_nobody_calls_their_edit_the_cure_that_was_proposed_before_the_notice_came_and_agreed_to_after() -> None:
    waiting = given(*SHOWN, proposed(by=BOB), received())
    shown = waiting.when(ApproveAmendment(), by=ALICE, role=role_in_force()).accepted()
    Given((*waiting.events, *shown)).when(CURE, by=BOB).then_refused(ApproverIsAnEditor, "bob")


def test_whom_the_unit_asks_cures_it() -> None:
    counsel = (
        an_organisation(
            registered(), policy(ApprovalStep("Counsel", "counsel"), matter=Matter.NOTICE), granted("counsel", BOB)
        ),
    )
    given(*SHOWN, received()).when(CURE, by=DORA, chain=counsel).then_refused(NotTheApprover, "counsel")
    given(*SHOWN, received()).when(CURE, by=BOB, chain=counsel).accepted()
