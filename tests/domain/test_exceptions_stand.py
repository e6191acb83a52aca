"""A band exception that was granted for what is shown stands, whatever is asked for a proposal."""

from domain.job_posting import (
    AmendmentWithdrawn,
    BandExceptionDenied,
    BandExceptionGranted,
    BandExceptionRequested,
    RequestBandException,
    ResumePosting,
)
from domain.job_posting.errors import BandExceptionStands
from domain.job_posting.events import PaySetting
from domain.policies.salary_band import SalaryOutsideBand
from tests.domain.given import ALICE, BOB, CAROL, given
from tests.domain.postings import A_ROLE, BERLIN, approved, drafted, paused, pay, proposed, published, submitted
from tests.domain.roles import band, role_in_force

ROLE = role_in_force(salary_bands=(band(30_000, 40_000),))
HIGH, HIGHER = (pay(32_000, 48_000),), (pay(32_000, 60_000),)
SETTING = PaySetting(role_id=A_ROLE, places=(BERLIN.name,), levels=(), working_time=None)
SHOWN_UNDER_ONE = (
    drafted(pay=HIGH),
    submitted(),
    BandExceptionRequested(pay=HIGH, setting=SETTING, reason="A rare skill", by=(ALICE,)),
    BandExceptionGranted(pay=HIGH, by=(BOB,), granted_by=(BOB,)),
    approved(),
    published(),
)
ASKED_FOR_MORE = (
    *SHOWN_UNDER_ONE,
    proposed(by=CAROL, pay=HIGHER),
    BandExceptionRequested(pay=HIGHER, setting=SETTING, reason="Two declined", by=(CAROL,)),
)
DENIED = BandExceptionDenied(pay=HIGHER, reason="Enough", by=(BOB,))
GRANTED = BandExceptionGranted(pay=HIGHER, by=(BOB,), granted_by=(BOB,))


def test_asking_for_more_in_a_proposal_takes_nothing_from_what_is_shown() -> None:
    for answer in ((), (DENIED,), (GRANTED,)):
        down = given(*ASKED_FOR_MORE, *answer, paused())
        assert down.when(ResumePosting(), role=ROLE).state.pay_is_excepted
    used = given(*ASKED_FOR_MORE, DENIED, AmendmentWithdrawn(reason="No")).when(
        RequestBandException("Again"), role=ROLE
    )
    used.then_refused(BandExceptionStands)


def test_what_was_granted_for_a_proposal_does_not_cover_what_is_shown_nor_the_other_way() -> None:
    again = (*SHOWN_UNDER_ONE[:2], *SHOWN_UNDER_ONE[4:], *ASKED_FOR_MORE[6:], GRANTED, paused())
    given(*again).when(ResumePosting(), role=ROLE).then_refused(SalaryOutsideBand)
    given(*ASKED_FOR_MORE).when(RequestBandException("Again"), role=ROLE).then_refused(BandExceptionStands, "requested")


def test_whose_exception_it_was_is_told_of_the_pay_it_was_granted_for() -> None:
    state = given(*ASKED_FOR_MORE, GRANTED, paused()).when(ResumePosting(), role=ROLE).state
    assert state.excepted_by is not None
    assert (state.excepted_by.reason, state.excepted_by.granted_by) == ("A rare skill", (BOB,))
