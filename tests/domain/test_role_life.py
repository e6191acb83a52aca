"""A role's turns and ends: submissions withdrawn, revisions abandoned, retired roles reinstated, duplicates merged."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.decider import Context
from domain.errors import AlreadyDrafted
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.recorded import Actor
from domain.role import (
    AbandonRoleRevision,
    ApproveRole,
    CareerLink,
    Direction,
    DiscardRole,
    DraftRole,
    MergeRole,
    ReinstateRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    Role,
    RoleAbsorbed,
    RoleApproved,
    RoleChanges,
    RoleCommand,
    RoleDiscarded,
    RoleEvent,
    RoleMerged,
    RoleReinstated,
    RoleRevisionAbandoned,
    RoleSubmissionWithdrawn,
    StartRoleRevision,
    Status,
    SubmitRoleForApproval,
    WithdrawRoleSubmission,
    absorbed_beside,
)
from domain.role.errors import (
    CareerPathHasACycle,
    MergedIntoItself,
    RoleIsDiscarded,
    RoleIsMerged,
    RoleIsRetired,
    RoleNotDraft,
    RoleNotInForce,
    RoleNotInReview,
    RoleNotRetired,
    RoleNotUnderRevision,
    RoleWasApproved,
    SubmittedByOthers,
    SurvivorHasEnded,
    SurvivorNotInForce,
    SurvivorUnknown,
)
from domain.role.state import RoleFacts
from tests.domain.given import ALICE, BOB, CAROL, FRESH, ITSELF, NOON, given
from tests.domain.roles import (
    a_role,
    approved,
    discarded,
    drafted,
    merged,
    reinstated,
    retired,
    retitled,
    revision_started,
    role_content,
    role_in_force,
    role_retired,
    submitted,
)

IN_FORCE = (drafted(), submitted(), approved())
REVISED = (*IN_FORCE, revision_started(), retitled(by=BOB))
SURVIVOR = UUID(int=7)
COMMANDS: tuple[RoleCommand, ...] = (
    ReviseRole(changes=RoleChanges(title="Master Baker")),
    SubmitRoleForApproval(),
    WithdrawRoleSubmission(),
    ApproveRole(),
    RequestRoleChanges("Say more"),
    StartRoleRevision(),
    AbandonRoleRevision(),
    RetireRole(reason="Sold"),
    ReinstateRole("There is a new oven"),
    DiscardRole("By mistake"),
    MergeRole(into=SURVIVOR, reason="The same work"),
)


# Withdrawn from review


@pytest.mark.parametrize("author", [ALICE, BOB], ids=["who wrote", "who submitted"])
def test_a_submission_is_withdrawn_by_its_authors_and_a_first_one_is_a_draft_again(author: Actor) -> None:
    withdrawn = given(drafted(by=ALICE), submitted(by=BOB)).when(WithdrawRoleSubmission("Not yet"), by=author)
    withdrawn.then(RoleSubmissionWithdrawn(reason="Not yet"))
    assert withdrawn.state.status is Status.DRAFT


def test_a_withdrawn_revision_is_under_revision_again_and_its_authors_are_remembered() -> None:
    withdrawn = given(*REVISED, submitted(by=BOB)).when(WithdrawRoleSubmission(), by=BOB).state
    assert withdrawn.status is Status.UNDER_REVISION
    assert withdrawn.editors == {BOB}


def test_nobody_else_withdraws_a_submission() -> None:
    in_review = given(drafted(by=ALICE), submitted(by=ALICE))
    in_review.when(WithdrawRoleSubmission(), by=CAROL).then_refused(SubmittedByOthers, "request changes")
    in_review.when(WithdrawRoleSubmission(), by=CAROL, on_behalf_of=ALICE).accepted()


@pytest.mark.parametrize("history", [(drafted(),), IN_FORCE, REVISED])
def test_only_what_is_in_review_is_withdrawn(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(WithdrawRoleSubmission()).then_refused(RoleNotInReview)


# Revisions given up


def test_an_abandoned_revision_leaves_what_is_in_force() -> None:
    abandoned = given(*REVISED).when(AbandonRoleRevision("Put off"))
    said = role_content(title="Master Baker")
    abandoned.then(RoleRevisionAbandoned(old=said, new=role_content(), reason="Put off"))
    assert (abandoned.state.status, abandoned.state.content) == (Status.APPROVED, role_content())
    assert abandoned.state.approval == 1


def test_who_wrote_an_abandoned_revision_may_judge_the_next() -> None:
    abandoned = given(*REVISED).when(AbandonRoleRevision()).events
    again = (*REVISED, *abandoned, revision_started(), retitled(by=ALICE), submitted(by=ALICE))
    given(*again).when(ApproveRole(), by=BOB).then(RoleApproved(approval=2))


@pytest.mark.parametrize("history", [(drafted(),), IN_FORCE, (*REVISED, submitted())])
def test_only_a_revision_is_abandoned(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(AbandonRoleRevision()).then_refused(RoleNotUnderRevision)


# Retired and taken up again


def test_a_reinstated_role_is_a_draft_with_nothing_in_force() -> None:
    again = given(*IN_FORCE, retired()).when(ReinstateRole("There is a new oven"))
    again.then(RoleReinstated(reason="There is a new oven"))
    assert (again.state.status, again.state.in_force, again.state.postings_close_on) == (Status.DRAFT, None, None)
    assert not again.state.open_for_postings


def test_its_approvals_go_on_counting() -> None:
    history = (*IN_FORCE, retired(), reinstated(), submitted(by=ALICE))
    given(*history).when(ApproveRole(), by=BOB).then(RoleApproved(approval=2))


def test_sent_back_after_reinstatement_it_is_a_draft() -> None:
    history = (*IN_FORCE, retired(), reinstated(), submitted(by=ALICE))
    assert given(*history).when(RequestRoleChanges("Say more"), by=BOB).state.status is Status.DRAFT


def test_who_left_a_revision_behind_is_still_an_editor_after_reinstatement() -> None:
    history = (*REVISED, retired(), reinstated(), submitted(by=ALICE))
    given(*history).when(ApproveRole(), by=BOB).then_refused(ApproverIsAnEditor, "bob")


def test_a_reinstated_role_is_retired_again_and_never_discarded() -> None:
    again = given(*IN_FORCE, retired(), reinstated())
    assert again.when(RetireRole(reason="Sold", postings_close_on=date(2026, 4, 1))).state.status is Status.RETIRED
    again.when(DiscardRole("By mistake")).then_refused(RoleWasApproved)


@pytest.mark.parametrize("history", [(drafted(),), IN_FORCE, REVISED])
def test_only_a_retired_role_is_reinstated(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(ReinstateRole("Why not")).then_refused(RoleNotRetired)


# Drafts given up


def test_a_draft_is_discarded() -> None:
    outcome = given(drafted()).when(DiscardRole("By mistake"))
    outcome.then(RoleDiscarded(reason="By mistake"))
    assert outcome.state.status is Status.DISCARDED


def test_a_draft_in_review_is_withdrawn_before_it_is_discarded() -> None:
    given(drafted(), submitted()).when(DiscardRole("By mistake")).then_refused(RoleNotDraft, "withdraw")


@pytest.mark.parametrize("history", [IN_FORCE, REVISED])
def test_what_was_in_force_is_never_discarded(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(DiscardRole("By mistake")).then_refused(RoleWasApproved)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_nothing_more_happens_to_what_was_discarded_or_merged(command: RoleCommand) -> None:
    given(drafted(), discarded()).when(command, by=BOB).then_refused(RoleIsDiscarded)
    given(*IN_FORCE, merged(SURVIVOR)).when(command, by=BOB).then_refused(RoleIsMerged, str(SURVIVOR))


# Duplicates merged


def test_a_duplicate_ends_and_the_survivor_notes_it_in_the_same_append() -> None:
    command = MergeRole(into=SURVIVOR, reason="The same work")
    outcome = given(*IN_FORCE).when(command, roles={SURVIVOR: role_in_force()})
    outcome.then(RoleMerged(into=SURVIVOR, reason="The same work"))
    assert (outcome.state.status, outcome.state.merged_into) == (Status.MERGED, SURVIVOR)
    assert not outcome.state.open_for_postings
    context = Context(stream=ITSELF, now=NOON, actor=ALICE, fresh=FRESH, facts=RoleFacts())
    beside = absorbed_beside(command, outcome.before, context)
    assert beside == {SURVIVOR: (RoleAbsorbed(duplicate=ITSELF),)}
    assert a_role(*IN_FORCE, *beside[SURVIVOR]).absorbed == (ITSELF,)


def test_a_role_is_not_merged_into_itself_or_into_nothing() -> None:
    given(*IN_FORCE).when(MergeRole(into=ITSELF, reason="Why"), roles={}).then_refused(MergedIntoItself)
    given(*IN_FORCE).when(MergeRole(into=uuid4(), reason="Why"), roles={}).then_refused(SurvivorUnknown)


@pytest.mark.parametrize(
    "survivor", [role_retired(), a_role(drafted(), discarded()), a_role(*IN_FORCE, merged(UUID(int=8)))]
)
def test_a_role_is_not_merged_into_one_that_has_ended(survivor: Role) -> None:
    command = MergeRole(into=SURVIVOR, reason="The same work")
    given(*IN_FORCE).when(command, roles={SURVIVOR: survivor}).then_refused(SurvivorHasEnded)


def test_a_role_in_force_is_merged_only_into_one_in_force() -> None:
    command = MergeRole(into=SURVIVOR, reason="The same work")
    given(*IN_FORCE).when(command, roles={SURVIVOR: a_role(drafted())}).then_refused(SurvivorNotInForce)
    given(drafted()).when(command, roles={SURVIVOR: a_role(drafted())}).accepted()


def test_a_retired_role_is_not_merged() -> None:
    command = MergeRole(into=SURVIVOR, reason="The same work")
    given(*IN_FORCE, retired()).when(command, roles={SURVIVOR: role_in_force()}).then_refused(RoleIsRetired)


def test_a_merge_must_not_close_a_circle() -> None:
    ahead = CareerLink(direction=Direction.ADVANCES_TO, role_id=ITSELF)
    command = MergeRole(into=SURVIVOR, reason="The same work")
    to_the_duplicate = {SURVIVOR: role_in_force(career_path=(ahead,))}
    given(*IN_FORCE).when(command, roles=to_the_duplicate).then_refused(CareerPathHasACycle)
    between = UUID(int=9)
    onward = CareerLink(direction=Direction.ADVANCES_TO, role_id=between)
    roles = {SURVIVOR: role_in_force(career_path=(onward,)), between: role_in_force(career_path=(ahead,))}
    given(*IN_FORCE).when(command, roles=roles).then_refused(CareerPathHasACycle, str(between))


def test_what_a_duplicate_says_of_its_own_path_ends_with_it() -> None:
    back = CareerLink(direction=Direction.ADVANCES_TO, role_id=SURVIVOR)
    duplicate = (drafted(career_path=(back,)), submitted(), approved())
    given(*duplicate).when(MergeRole(into=SURVIVOR, reason="Same"), roles={SURVIVOR: role_in_force()}).accepted()


def test_a_draft_that_was_never_approved_is_not_retired() -> None:
    given(drafted()).when(RetireRole(reason="Sold")).then_refused(RoleNotInForce, "discard")


def test_a_discarded_role_is_not_drafted_again() -> None:
    again = DraftRole(code="baker", content=role_content())
    given(drafted(), discarded()).when(again).then_refused(AlreadyDrafted)
