"""A posting while it is written and judged: every command, and every rule that refuses one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import AlreadyDrafted, InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    ApprovePosting,
    AssignRole,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    DraftPosting,
    ExtendDeadline,
    ExternalId,
    PausePosting,
    PostingApproved,
    PostingChanges,
    PostingCommand,
    PostingContentChanged,
    PostingDrafted,
    PostingEvent,
    PostingRejected,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    PublishPosting,
    RejectPosting,
    ResumePosting,
    RevisePosting,
    RoleAssigned,
    ShortenDeadline,
    Status,
    SubmitPostingForApproval,
)
from domain.job_posting.errors import (
    PayPlaceUnknown,
    PostingIncomplete,
    PostingIsClosed,
    PostingIsPublic,
    PostingNotDraft,
    PostingNotFound,
    PostingNotPendingApproval,
    RoleUnknown,
)
from domain.places import WorkMode
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.requirements import Responsibility, SourceDocument
from domain.role.errors import RoleIsRetired, RoleNotInForce
from tests.domain.given import ALICE, BOB, CAROL, given
from tests.domain.postings import (
    A_ROLE,
    ANOTHER_ROLE,
    BERLIN,
    DENVER,
    approved,
    closed,
    drafted,
    lapsed,
    paused,
    pay,
    posting_content,
    published,
    rejected,
    retitled,
    submitted,
)
from tests.domain.roles import a_role, role_in_force, role_retired
from tests.domain.roles import drafted as role_drafted

APPROVED = (drafted(), submitted(), approved())
PUBLISHED = (*APPROVED, published())
OTHER_COMMANDS: tuple[PostingCommand, ...] = (
    AssignRole(ANOTHER_ROLE),
    RevisePosting(changes=PostingChanges(title="Baker sought")),
    ChangeSalary(pay=(pay(),), reason="The market"),
    SubmitPostingForApproval(),
    ApprovePosting(),
    RejectPosting("Say more"),
    PublishPosting(),
    PausePosting(),
    ResumePosting(),
    ExtendDeadline(date(2026, 4, 30), "Too few applied"),
    ShortenDeadline(date(2026, 3, 20), "Enough applied"),
    ClosePosting(reason=CloseReason.CANCELLED),
)
EDITS: tuple[PostingCommand, ...] = OTHER_COMMANDS[:3]
JUDGEMENTS = pytest.mark.parametrize("judgement", [ApprovePosting(), RejectPosting("Say more")])
each_command = pytest.mark.parametrize("command", OTHER_COMMANDS, ids=lambda command: type(command).__name__)
each_edit = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)


def revise(**changes: Any) -> RevisePosting:
    return RevisePosting(changes=PostingChanges(**changes))


# Drafting


def test_a_posting_is_drafted_without_a_role() -> None:
    (
        given()
        .when(DraftPosting(content=posting_content(), pay=(pay(),)), by=ALICE)
        .then(PostingDrafted(content=posting_content(), by=(ALICE,), pay=(pay(),)))
    )


def test_a_posting_is_drafted_for_a_role_that_is_itself_a_draft() -> None:
    command = DraftPosting(content=posting_content(), role_id=A_ROLE, external_id=ExternalId(source="board", value="7"))
    outcome = given().when(command, role=a_role(role_drafted()))
    assert outcome.state.role_id == A_ROLE
    assert outcome.state.external_id == ExternalId(source="board", value="7")


def test_the_text_a_posting_was_made_from_is_named_by_its_hash_and_kept_byte_for_byte() -> None:
    source = SourceDocument(importer="text", text="Baker wanted\n\n")
    command = DraftPosting(content=posting_content(), source=source)
    outcome = given().when(command)
    assert outcome.state.provenance == source.provenance
    assert JOB_POSTING.documents(command, outcome.state) == (b"Baker wanted\n\n",)


def test_a_posting_cannot_be_drafted_for_a_role_that_does_not_exist_or_hires_no_more() -> None:
    command = DraftPosting(content=posting_content(), role_id=A_ROLE)
    given().when(command, role=None).then_refused(RoleUnknown)
    given().when(command, role=a_role()).then_refused(RoleUnknown)
    given().when(command, role=role_retired()).then_refused(RoleIsRetired)


def test_a_posting_is_drafted_once() -> None:
    given(drafted()).when(DraftPosting(content=posting_content())).then_refused(AlreadyDrafted)
    given(*PUBLISHED, closed()).when(DraftPosting(content=posting_content())).then_refused(AlreadyDrafted)


@each_command
def test_nothing_can_be_asked_of_a_posting_that_does_not_exist(command: PostingCommand) -> None:
    given().when(command, by=BOB, role=role_in_force()).then_refused(PostingNotFound)


@each_command
def test_nothing_more_happens_to_a_closed_posting(command: PostingCommand) -> None:
    given(*PUBLISHED, closed()).when(command, by=BOB, role=role_in_force()).then_refused(PostingIsClosed)


# Editing


def test_a_revision_carries_the_old_values_and_the_new_of_what_changed_and_of_nothing_else() -> None:
    given(drafted()).when(revise(title="Baker sought", language="en", openings=2), by=BOB).then(
        PostingContentChanged(
            fields=("openings", "title"),
            old=PostingChanges(title="Baker wanted", openings=1),
            new=PostingChanges(title="Baker sought", openings=2),
            by=(BOB,),
        )
    )


def test_a_revision_that_changes_nothing_is_accepted_and_leaves_no_trace() -> None:
    given(drafted()).when(revise(title="Baker wanted")).then_nothing_changes()
    given(*APPROVED).when(revise(title="Baker wanted")).then_nothing_changes()


def test_a_field_is_emptied_by_its_name() -> None:
    posting = given(drafted()).when(RevisePosting(clear=("deadline", "duties", "description"))).state
    assert (posting.content.deadline, posting.content.duties, posting.content.description) == (None, (), "")


@pytest.mark.parametrize("name", ["title", "time_zone", "internal_only", "pay"])
def test_only_fields_that_may_be_empty_can_be_cleared(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        RevisePosting(clear=(name,))
    assert refused.value.code == "clear-unknown"


def test_a_field_cannot_be_both_changed_and_cleared() -> None:
    with pytest.raises(InvalidValue) as refused:
        RevisePosting(changes=PostingChanges(requisition="R-7"), clear=("requisition",))
    assert refused.value.code == "clear-contradicted"


def test_a_revision_leaves_no_posting_with_a_deadline_and_rolling_at_once() -> None:
    with_a_deadline, rolling = given(drafted()), given(drafted(deadline=None, rolling=True))
    for history, revision in ((with_a_deadline, revise(rolling=True)), (rolling, revise(deadline=date(2026, 6, 1)))):
        with pytest.raises(InvalidValue) as refused:
            history.when(revision)
        assert refused.value.code == "deadline-and-rolling"
    with_a_deadline.when(RevisePosting(changes=PostingChanges(rolling=True), clear=("deadline",))).accepted()
    rolling.when(revise(rolling=False, deadline=date(2026, 6, 1))).accepted()


def test_a_role_is_assigned_and_assigning_it_again_changes_nothing() -> None:
    assign = AssignRole(A_ROLE)
    given(drafted(role_id=None)).when(assign, role=role_in_force()).then(
        RoleAssigned(old=None, new=A_ROLE, by=(ALICE,))
    )
    given(drafted(role_id=A_ROLE)).when(assign, role=role_in_force()).then_nothing_changes()


def test_a_role_that_does_not_exist_or_hires_no_more_cannot_be_assigned() -> None:
    given(drafted(role_id=None)).when(AssignRole(A_ROLE), role=None).then_refused(RoleUnknown)
    given(drafted(role_id=None)).when(AssignRole(A_ROLE), role=role_retired()).then_refused(RoleIsRetired)


def test_a_salary_change_carries_the_old_pay_the_new_and_the_reason() -> None:
    command = ChangeSalary(pay=(pay(34_000, 40_000),), reason="The market")
    given(drafted(pay=(pay(),))).when(command, by=BOB).then(
        PostingSalaryChanged(old=(pay(),), new=(pay(34_000, 40_000),), reason="The market", by=(BOB,))
    )
    given(drafted(pay=(pay(),))).when(ChangeSalary(pay=(pay(),), reason="None")).then_nothing_changes()


def test_pay_can_be_withdrawn_to_not_disclosed() -> None:
    outcome = given(drafted(pay=(pay(),))).when(ChangeSalary(pay=(), reason="Under review"))
    assert outcome.state.pay == ()


def test_pay_for_a_place_must_name_a_place_of_the_posting() -> None:
    for_berlin = pay(places=(BERLIN.name,))
    two_places = drafted(locations=(BERLIN, DENVER))
    given(two_places).when(ChangeSalary(pay=(for_berlin, pay(places=(DENVER.name,))), reason="By place")).accepted()
    given(drafted()).when(ChangeSalary(pay=(pay(places=(DENVER.name,)),), reason="By place")).then_refused(
        PayPlaceUnknown, "Denver"
    )
    given().when(DraftPosting(content=posting_content(locations=()), pay=(for_berlin,))).then_refused(PayPlaceUnknown)
    given(drafted(pay=(for_berlin,))).when(revise(locations=(DENVER,))).then_refused(PayPlaceUnknown, "Berlin")


def test_pay_may_name_a_region_that_a_remote_worker_lives_in() -> None:
    remote = drafted(locations=(), work_mode=WorkMode.REMOTE, remote_regions=("US-CO",))
    given(remote).when(ChangeSalary(pay=(pay(places=("US-CO",)),), reason="By region")).accepted()


@pytest.mark.parametrize("mode", [WorkMode.ON_SITE, WorkMode.HYBRID, None])
def test_a_region_to_live_in_is_a_place_whatever_the_work_mode_since_its_law_asks_for_the_pay_there(
    mode: WorkMode | None,
) -> None:
    stated = drafted(work_mode=mode, remote_regions=("US-CO",))
    given(stated).when(ChangeSalary(pay=(pay(places=("US-CO",)),), reason="By region")).accepted()
    given(stated).when(ChangeSalary(pay=(pay(places=("US-NY",)),), reason="By region")).then_refused(PayPlaceUnknown)


def test_pay_may_differ_between_two_sites_of_one_city() -> None:
    mitte, spandau = replace(BERLIN, postal_code="10115"), replace(BERLIN, postal_code="13597")
    ranges = (pay(places=(mitte.name,)), pay(34_000, 40_000, places=(spandau.name,)))
    given(drafted(locations=(mitte, spandau))).when(ChangeSalary(pay=ranges, reason="By site")).accepted()


@pytest.mark.parametrize(
    "ranges", [(pay(), pay(places=("Berlin",))), (pay(places=("Berlin",)), pay(1, 2, places=("Berlin",)))]
)
def test_no_place_has_two_pay_ranges(ranges: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidValue) as refused:
        ChangeSalary(pay=ranges, reason="Twice")
    assert refused.value.code == "pay-ranges-overlap"


@each_edit
def test_an_edit_during_the_approval_leaves_it_pending(edit: PostingCommand) -> None:
    outcome = given(drafted(), submitted()).when(edit, by=BOB, role=role_in_force())
    assert outcome.state.status is Status.PENDING_APPROVAL
    assert BOB in outcome.state.editors


@each_edit
def test_an_edit_takes_up_a_rejected_posting_as_a_draft(edit: PostingCommand) -> None:
    outcome = given(drafted(), submitted(), rejected()).when(edit, role=role_in_force())
    assert outcome.state.status is Status.DRAFT


@each_edit
@pytest.mark.parametrize("history", [PUBLISHED, (*PUBLISHED, paused())], ids=["published", "paused"])
def test_what_the_public_has_seen_is_not_edited(edit: PostingCommand, history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(edit, role=role_in_force()).then_refused(PostingIsPublic, "deadline")


# An edit voids an approval


@pytest.mark.parametrize("field", ["title", "how_to_apply", "openings"])
def test_a_material_edit_voids_the_approval(field: str) -> None:
    another: dict[str, Any] = {"title": "Baker sought", "how_to_apply": "By letter", "openings": 2}
    outcome = given(*APPROVED).when(revise(**{field: another[field]}), by=BOB)
    assert outcome.accepted()[-1] == lapsed(field)
    assert outcome.state.status is Status.PENDING_APPROVAL
    assert outcome.state.role_approval is None


@pytest.mark.parametrize("changes", [{"requisition": "R-7"}, {"contact": "Someone"}, {"channels": ("Board",)}], ids=str)
def test_housekeeping_keeps_the_approval(changes: dict[str, Any]) -> None:
    outcome = given(*APPROVED).when(revise(**changes), by=BOB)
    assert len(outcome.accepted()) == 1
    assert outcome.state.status is Status.APPROVED


def test_a_change_of_pay_or_role_voids_the_approval() -> None:
    salary = given(*APPROVED).when(ChangeSalary(pay=(pay(),), reason="The market"))
    assert salary.accepted()[-1] == lapsed("pay")
    role = given(*APPROVED).when(AssignRole(ANOTHER_ROLE), role=role_in_force())
    assert role.accepted()[-1] == lapsed("role_id")


def test_who_made_the_material_edit_cannot_approve_it() -> None:
    history = (*APPROVED, retitled(by=BOB), lapsed("title"))
    given(*history).when(ApprovePosting(), by=BOB).then_refused(ApproverIsAnEditor, "bob")


@JUDGEMENTS
def test_who_submitted_what_has_lapsed_cannot_judge_it_after_someone_elses_edit(judgement: PostingCommand) -> None:
    history = (drafted(by=CAROL), submitted(by=ALICE), approved(), retitled(by=CAROL), lapsed("title"))
    given(*history).when(judgement, by=ALICE).then_refused(ApproverIsAnEditor, "alice")
    given(*history).when(judgement, by=BOB, on_behalf_of=ALICE).then_refused(ApproverIsAnEditor, "alice")
    given(*history).when(judgement, by=BOB, role=role_in_force()).accepted()


def test_who_submitted_an_earlier_version_may_approve_what_another_wrote_and_submitted_since() -> None:
    once = (drafted(by=CAROL), submitted(by=ALICE), approved(), retitled(by=CAROL), lapsed("title"))
    again = (*once, rejected(), retitled(by=CAROL), submitted(by=CAROL))
    given(*again).when(ApprovePosting(), by=ALICE, role=role_in_force()).accepted()


def test_who_did_the_housekeeping_before_cannot_approve_either() -> None:
    requisition = PostingContentChanged(
        fields=("requisition",), old=PostingChanges(), new=PostingChanges(requisition="R-7"), by=(CAROL,)
    )
    history = (*APPROVED, requisition, retitled(by=BOB), lapsed("title"))
    given(*history).when(ApprovePosting(), by=CAROL).then_refused(ApproverIsAnEditor, "carol")


def test_a_draft_and_a_rejected_posting_are_given_another_deadline_or_none_by_a_revision() -> None:
    for history in ((drafted(),), (drafted(), submitted(), rejected())):
        given(*history).when(revise(deadline=date(2026, 6, 1))).accepted()
        given(*history).when(RevisePosting(clear=("deadline",))).accepted()


# Submitting and judging


def test_a_draft_is_submitted_for_approval() -> None:
    given(drafted()).when(SubmitPostingForApproval(), by=BOB).then(PostingSubmittedForApproval(by=(BOB,)))


@pytest.mark.parametrize(
    "history", [(drafted(), submitted()), (drafted(), submitted(), rejected()), APPROVED, PUBLISHED]
)
def test_only_a_draft_is_submitted(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(SubmitPostingForApproval()).then_refused(PostingNotDraft)


def test_a_bare_title_is_not_submitted_but_a_description_or_duties_are_enough() -> None:
    submit = SubmitPostingForApproval()
    given(drafted(description=" ", duties=())).when(submit).then_refused(PostingIncomplete)
    given(drafted(description="Bread", duties=())).when(submit).accepted()
    given(drafted(description="", duties=(Responsibility("Bake"),))).when(submit).accepted()


def test_someone_else_approves_and_the_version_of_the_role_in_force_is_pinned() -> None:
    approve = given(drafted(), submitted()).when(ApprovePosting("Good"), by=BOB, role=role_in_force())
    approve.then(PostingApproved(role_approval=1, comment="Good"))
    assert approve.state.role_approval == 1
    assert approve.state.editors == frozenset()


def test_a_posting_is_approved_only_with_its_role_in_force() -> None:
    pending = given(drafted(role_id=A_ROLE), submitted())
    pending.when(ApprovePosting(), by=BOB, role=a_role(role_drafted())).then_refused(
        RoleNotInForce, "have the role approved first"
    )
    pending.when(ApprovePosting(), by=BOB, role=role_retired()).then_refused(RoleIsRetired)
    pending.when(ApprovePosting(), by=BOB, role=None).then_refused(RoleUnknown)
    pending.when(RejectPosting("Its role is a draft"), by=BOB, role=None).accepted()


def test_a_posting_without_a_role_is_approved_and_assigning_one_voids_that() -> None:
    history = (drafted(role_id=None), submitted())
    approve = given(*history).when(ApprovePosting(), by=BOB)
    approve.then(PostingApproved(role_approval=None))
    assign = given(*history, *approve.events).when(AssignRole(A_ROLE), role=role_in_force())
    assert assign.accepted()[-1] == lapsed("role_id")


@JUDGEMENTS
def test_neither_author_nor_submitter_nor_late_editor_judges(judgement: PostingCommand) -> None:
    pending = given(drafted(by=ALICE), submitted(by=BOB), retitled(by=CAROL))
    for editor in (ALICE, BOB, CAROL):
        pending.when(judgement, by=editor).then_refused(ApproverIsAnEditor, editor.subject)


@JUDGEMENTS
def test_an_editor_cannot_judge_through_a_delegate_nor_as_one(judgement: PostingCommand) -> None:
    pending = given(drafted(by=ALICE), submitted(by=ALICE))
    pending.when(judgement, by=BOB, on_behalf_of=ALICE).then_refused(ApproverIsAnEditor)
    pending.when(judgement, by=ALICE, on_behalf_of=BOB).then_refused(ApproverIsAnEditor)


@JUDGEMENTS
def test_whoever_moves_the_deadline_or_the_salary_has_edited(judgement: PostingCommand) -> None:
    pending = given(drafted(by=ALICE), submitted(by=ALICE))
    for edit in (ExtendDeadline(date(2026, 4, 30), "More time"), ChangeSalary(pay=(pay(),), reason="The market")):
        events = pending.when(edit, by=CAROL).accepted()
        given(*pending.events, *events).when(judgement, by=CAROL).then_refused(ApproverIsAnEditor, "carol")


@JUDGEMENTS
@pytest.mark.parametrize("history", [(drafted(),), APPROVED, (drafted(), submitted(), rejected()), PUBLISHED])
def test_only_what_was_submitted_is_judged(judgement: PostingCommand, history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(judgement, by=BOB).then_refused(PostingNotPendingApproval)


def test_a_rejection_says_why_and_its_authors_still_count_as_editors() -> None:
    outcome = given(drafted(by=ALICE), submitted(by=ALICE)).when(RejectPosting("Say when"), by=BOB)
    outcome.then(PostingRejected(reason="Say when"))
    history = (drafted(by=ALICE), submitted(by=ALICE), rejected(), retitled(by=CAROL), submitted(by=CAROL))
    given(*history).when(ApprovePosting(), by=ALICE).then_refused(ApproverIsAnEditor, "alice")
