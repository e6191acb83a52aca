"""A role: every command, and every rule that refuses one."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.errors import AlreadyDrafted, InvalidValue
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.requirements import Education, Experience, Responsibility, Skill, SourceDocument
from domain.role import (
    ROLE,
    AbandonRoleRevision,
    ApproveRole,
    CareerLink,
    CareerPathLinked,
    CareerPathUnlinked,
    Direction,
    DiscardRole,
    DraftRole,
    EducationRequirementChanged,
    ExperienceRangeChanged,
    MergeRole,
    OccupationCode,
    RequestRoleChanges,
    ResponsibilitiesReordered,
    ResponsibilityAdded,
    ResponsibilityRemoved,
    ResponsibilityReworded,
    RetireRole,
    ReviseRole,
    RoleApproved,
    RoleChanges,
    RoleChangesRequested,
    RoleClassified,
    RoleCommand,
    RoleDrafted,
    RoleEvent,
    RoleIdentity,
    RoleIdentityChanged,
    RolePurposeChanged,
    RoleRetired,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
    RoleTitleChanged,
    SalaryBandSet,
    Scheme,
    SkillRequirementAdded,
    SkillRequirementChanged,
    SkillRequirementRemoved,
    SkillRequirementsReordered,
    StartRoleRevision,
    Status,
    SubmitRoleForApproval,
    WithdrawRoleSubmission,
)
from domain.role.errors import (
    CareerPathLinksToItself,
    PostingsCloseInThePast,
    RoleIsRetired,
    RoleNotApproved,
    RoleNotDraft,
    RoleNotFound,
    RoleNotInForce,
    RoleNotInReview,
    RoleNotOpenForRevision,
)
from tests.domain.given import ALICE, BOB, CAROL, ITSELF, NOON, given
from tests.domain.roles import (
    approved,
    band,
    drafted,
    retired,
    retitled,
    revision_started,
    role_content,
    sent_back,
    submitted,
)

BREAD, OVEN = Responsibility("Bake the bread"), Responsibility("Clean the oven")
KNEADING, PATIENCE = Skill(name="Kneading"), Skill(name="Patience", required=False)
IN_FORCE = (drafted(), submitted(), approved())
BAKERS = OccupationCode(scheme=Scheme.ONET_SOC, code="51-3011.00", title="Bakers")
OTHER_COMMANDS: tuple[RoleCommand, ...] = (
    ReviseRole(changes=RoleChanges(title="Master Baker")),
    SubmitRoleForApproval(),
    ApproveRole(),
    RequestRoleChanges("Say more"),
    StartRoleRevision(),
    RetireRole(reason="The oven is sold"),
    WithdrawRoleSubmission(),
    AbandonRoleRevision(),
    DiscardRole("By mistake"),
    MergeRole(into=uuid4(), reason="The same work"),
)


def revise(**changes: Any) -> ReviseRole:
    return ReviseRole(changes=RoleChanges(**changes))


# Drafting


def test_a_role_is_drafted_with_what_it_says_and_who_wrote_it() -> None:
    (
        given()
        .when(DraftRole(code="baker", content=role_content()), by=ALICE)
        .then(RoleDrafted(code="baker", content=role_content(), by=(ALICE,)))
    )


def test_the_text_a_role_was_made_from_is_named_by_its_hash_and_kept_byte_for_byte() -> None:
    source = SourceDocument(importer="text", text="Bäcker gesucht\r\n", not_understood=("gesucht",))
    command = DraftRole(code="baker", content=role_content(), source=source)
    outcome = given().when(command)
    assert outcome.state.provenance == source.provenance
    assert ROLE.documents(command, outcome.state) == ("Bäcker gesucht\r\n".encode(),)


def test_a_role_is_drafted_once() -> None:
    given(drafted()).when(DraftRole(code="baker", content=role_content())).then_refused(AlreadyDrafted)


@pytest.mark.parametrize("command", OTHER_COMMANDS, ids=lambda command: type(command).__name__)
def test_nothing_can_be_asked_of_a_role_that_does_not_exist(command: RoleCommand) -> None:
    given().when(command, by=BOB).then_refused(RoleNotFound)


def test_a_career_path_does_not_begin_with_a_link_to_the_role_itself() -> None:
    path = (CareerLink(direction=Direction.ADVANCES_TO, role_id=ITSELF),)
    given().when(DraftRole(code="baker", content=role_content(career_path=path))).then_refused(CareerPathLinksToItself)


# Revising


def test_a_revision_that_changes_nothing_is_accepted_and_leaves_no_trace() -> None:
    given(drafted()).when(revise(title="Baker", responsibilities=(BREAD, OVEN))).then_nothing_changes()


def test_a_new_title_keeps_the_old_one_in_the_event() -> None:
    given(drafted()).when(revise(title="Master Baker"), by=BOB).then(
        RoleTitleChanged(old="Baker", new="Master Baker", by=(BOB,))
    )


def test_each_part_of_a_role_changes_by_an_event_of_its_own() -> None:
    link = CareerLink(direction=Direction.LATERAL, title="Confectioner", note="in a larger town")
    given(drafted()).when(
        revise(
            purpose="Bread for the town",
            family="Food",
            occupation_codes=(BAKERS,),
            education=Education(minimum="An apprenticeship"),
            experience=Experience(text="2 years", minimum_years=2),
            salary_bands=(band(),),
            career_path=(link,),
        )
    ).then(
        RolePurposeChanged(old=None, new="Bread for the town", by=(ALICE,)),
        RoleIdentityChanged(old=RoleIdentity(), new=RoleIdentity(family="Food"), by=(ALICE,)),
        RoleClassified(old=(), new=(BAKERS,), by=(ALICE,)),
        EducationRequirementChanged(old=None, new=Education(minimum="An apprenticeship"), by=(ALICE,)),
        ExperienceRangeChanged(old=None, new=Experience(text="2 years", minimum_years=2), by=(ALICE,)),
        SalaryBandSet(old=None, new=band(), by=(ALICE,)),
        CareerPathLinked(link=link, by=(ALICE,)),
    )


def test_a_duty_put_in_the_middle_is_one_addition() -> None:
    flour = Responsibility("Order the flour")
    given(drafted()).when(revise(responsibilities=(BREAD, flour, OVEN))).then(
        ResponsibilityAdded(index=1, responsibility=flour, by=(ALICE,))
    )


def test_a_duty_said_otherwise_in_its_place_is_reworded() -> None:
    rolls = Responsibility("Bake bread and rolls")
    given(drafted()).when(revise(responsibilities=(rolls, OVEN))).then(
        ResponsibilityReworded(index=0, old=BREAD, new=rolls, by=(ALICE,))
    )


def test_a_duty_left_out_is_removed() -> None:
    given(drafted()).when(revise(responsibilities=(OVEN,))).then(
        ResponsibilityRemoved(index=0, responsibility=BREAD, by=(ALICE,))
    )


def test_duties_in_another_order_are_only_reordered() -> None:
    given(drafted()).when(revise(responsibilities=(OVEN, BREAD))).then(
        ResponsibilitiesReordered(order=(1, 0), by=(ALICE,))
    )


def test_skills_are_added_changed_removed_and_reordered_likewise() -> None:
    expert = Skill(name="Kneading", level="expert")
    arithmetic = Skill(name="Arithmetic")
    given(drafted()).when(revise(skills=(expert, PATIENCE))).then(
        SkillRequirementChanged(index=0, old=KNEADING, new=expert, by=(ALICE,))
    )
    given(drafted()).when(revise(skills=(PATIENCE,))).then(
        SkillRequirementRemoved(index=0, skill=KNEADING, by=(ALICE,))
    )
    given(drafted()).when(revise(skills=(PATIENCE, KNEADING, arithmetic))).then(
        SkillRequirementsReordered(order=(1, 0), by=(ALICE,)),
        SkillRequirementAdded(index=2, skill=arithmetic, by=(ALICE,)),
    )


def test_a_career_link_left_out_is_unlinked_and_the_order_of_links_says_nothing() -> None:
    up = CareerLink(direction=Direction.ADVANCES_TO, role_id=uuid4())  # linked before, so it is not looked up again
    from_below = CareerLink(direction=Direction.ENTRY_FROM, title="Apprentice")
    linked = given(drafted(career_path=(up, from_below)))
    linked.when(revise(career_path=(from_below,))).then(CareerPathUnlinked(link=up, by=(ALICE,)))
    linked.when(revise(career_path=(from_below, up))).then_nothing_changes()


def test_a_revision_cannot_link_a_role_to_itself() -> None:
    path = (CareerLink(direction=Direction.LATERAL, role_id=ITSELF),)
    given(drafted()).when(revise(career_path=path)).then_refused(CareerPathLinksToItself)


def test_a_field_is_emptied_by_its_name() -> None:
    given(drafted(purpose="Bread", certifications=("Hygiene",))).when(
        ReviseRole(clear=("purpose", "certifications"))
    ).then(
        RolePurposeChanged(old="Bread", new=None, by=(ALICE,)),
        RoleIdentityChanged(old=RoleIdentity(certifications=("Hygiene",)), new=RoleIdentity(), by=(ALICE,)),
    )


@pytest.mark.parametrize("name", ["title", "code", "no_such_field"])
def test_only_fields_that_may_be_empty_can_be_cleared(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        ReviseRole(clear=(name,))
    assert refused.value.code == "clear-unknown"


def test_a_field_cannot_be_both_changed_and_cleared() -> None:
    with pytest.raises(InvalidValue) as refused:
        ReviseRole(changes=RoleChanges(purpose="Bread"), clear=("purpose",))
    assert refused.value.code == "clear-contradicted"


def test_a_role_in_review_can_be_revised_and_stays_in_review() -> None:
    outcome = given(drafted(), submitted()).when(revise(title="Master Baker"), by=BOB)
    assert outcome.state.status is Status.IN_REVIEW


def test_an_approved_role_is_not_revised_before_a_revision_is_started() -> None:
    given(*IN_FORCE).when(revise(title="Master Baker")).then_refused(RoleNotOpenForRevision, "start a revision")


# Submitting and judging


@pytest.mark.parametrize("history", [(drafted(),), (*IN_FORCE, revision_started())], ids=["draft", "revision"])
def test_a_draft_or_a_revision_is_submitted(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(SubmitRoleForApproval(), by=BOB).then(RoleSubmittedForApproval(by=(BOB,)))


@pytest.mark.parametrize("history", [(drafted(), submitted()), IN_FORCE], ids=["in review", "approved"])
def test_what_is_submitted_or_approved_is_not_submitted_again(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(SubmitRoleForApproval()).then_refused(RoleNotDraft)


def test_someone_else_approves_and_what_stands_is_in_force() -> None:
    outcome = given(drafted(), submitted()).when(ApproveRole("Good bread"), by=BOB)
    outcome.then(RoleApproved(approval=1, comment="Good bread"))
    assert outcome.state.in_force == role_content()
    assert outcome.state.editors == frozenset()


def test_approvals_are_counted() -> None:
    history = (*IN_FORCE, revision_started(), retitled(), submitted())
    given(*history).when(ApproveRole(), by=BOB).then(RoleApproved(approval=2))


JUDGEMENTS = pytest.mark.parametrize("judgement", [ApproveRole(), RequestRoleChanges("Say more")])


@JUDGEMENTS
def test_an_author_cannot_judge_her_own_role(judgement: RoleCommand) -> None:
    given(drafted(by=ALICE), submitted(by=BOB)).when(judgement, by=ALICE).then_refused(ApproverIsAnEditor, "alice")


@JUDGEMENTS
def test_the_submitter_cannot_judge_what_he_submitted(judgement: RoleCommand) -> None:
    given(drafted(by=ALICE), submitted(by=BOB)).when(judgement, by=BOB).then_refused(ApproverIsAnEditor, "bob")


@JUDGEMENTS
def test_whoever_edits_during_the_review_cannot_judge(judgement: RoleCommand) -> None:
    history = (drafted(by=ALICE), submitted(by=ALICE), retitled(by=CAROL))
    given(*history).when(judgement, by=CAROL).then_refused(ApproverIsAnEditor, "carol")


@JUDGEMENTS
def test_an_editor_cannot_judge_through_a_delegate_nor_as_one(judgement: RoleCommand) -> None:
    in_review = given(drafted(by=ALICE), submitted(by=ALICE))
    in_review.when(judgement, by=BOB, on_behalf_of=ALICE).then_refused(ApproverIsAnEditor, "alice")
    in_review.when(judgement, by=ALICE, on_behalf_of=BOB).then_refused(ApproverIsAnEditor, "alice")


def test_both_hands_of_a_delegated_edit_are_editors() -> None:
    outcome = given(drafted(by=CAROL)).when(revise(title="Master Baker"), by=ALICE, on_behalf_of=BOB)
    assert outcome.state.editors == {ALICE, BOB, CAROL}


def test_the_same_subject_of_another_issuer_is_another_person() -> None:
    stranger = type(ALICE)("https://elsewhere.example", "alice")
    given(drafted(by=ALICE), submitted(by=ALICE)).when(ApproveRole(), by=stranger).then(RoleApproved(approval=1))


def test_who_wrote_before_the_last_approval_may_judge_a_later_revision() -> None:
    history = (
        drafted(by=ALICE),
        submitted(by=ALICE),
        approved(),
        revision_started(),
        retitled(by=BOB),
        submitted(by=BOB),
    )
    given(*history).when(ApproveRole(), by=ALICE).then(RoleApproved(approval=2))


@JUDGEMENTS
@pytest.mark.parametrize("history", [(drafted(),), IN_FORCE, (*IN_FORCE, revision_started())])
def test_only_what_is_in_review_is_judged(judgement: RoleCommand, history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(judgement, by=BOB).then_refused(RoleNotInReview)


def test_a_first_submission_sent_back_is_a_draft_again() -> None:
    outcome = given(drafted(), submitted()).when(RequestRoleChanges("Say how early"), by=BOB)
    outcome.then(RoleChangesRequested(reason="Say how early"))
    assert outcome.state.status is Status.DRAFT


def test_a_revision_sent_back_is_under_revision_again_and_the_approved_version_stays_in_force() -> None:
    history = (*IN_FORCE, revision_started(), retitled(), submitted())
    role = given(*history).when(RequestRoleChanges("Say how early"), by=BOB).state
    assert role.status is Status.UNDER_REVISION
    assert role.in_force.title == "Baker"
    assert role.content.title == "Master Baker"


def test_editors_are_remembered_when_a_role_is_sent_back() -> None:
    history = (drafted(by=ALICE), submitted(by=ALICE), sent_back(), submitted(by=CAROL))
    given(*history).when(ApproveRole(), by=ALICE).then_refused(ApproverIsAnEditor, "alice")


# Revisions of what is approved


def test_an_approved_role_is_opened_for_revision_and_stays_in_force() -> None:
    outcome = given(*IN_FORCE).when(StartRoleRevision("The yearly review"))
    outcome.then(RoleRevisionStarted(reason="The yearly review"))
    assert outcome.state.open_for_postings


@pytest.mark.parametrize("history", [(drafted(),), (drafted(), submitted()), (*IN_FORCE, revision_started())])
def test_only_an_approved_role_is_opened_for_revision(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(StartRoleRevision()).then_refused(RoleNotApproved)


# Retiring


@pytest.mark.parametrize(
    "history",
    [IN_FORCE, (*IN_FORCE, revision_started()), (*IN_FORCE, revision_started(), submitted())],
    ids=["approved", "under revision", "revision in review"],
)
def test_a_role_in_force_is_retired_and_its_postings_have_a_fortnight(history: tuple[RoleEvent, ...]) -> None:
    outcome = given(*history).when(RetireRole(reason="The oven is sold"))
    outcome.then(RoleRetired(reason="The oven is sold", postings_close_on=date(2026, 3, 24)))
    assert not outcome.state.open_for_postings


def test_a_retirement_may_name_the_last_day_of_its_postings_today_at_the_earliest() -> None:
    today = NOON.date()
    retire = given(*IN_FORCE).when(RetireRole(reason="Sold", postings_close_on=today))
    retire.then(RoleRetired(reason="Sold", postings_close_on=today))
    yesterday = RetireRole(reason="Sold", postings_close_on=today - timedelta(days=1))
    given(*IN_FORCE).when(yesterday).then_refused(PostingsCloseInThePast, "2026-03-10")


@pytest.mark.parametrize("history", [(drafted(),), (drafted(), submitted())], ids=["draft", "in review"])
def test_what_was_never_in_force_is_not_retired(history: tuple[RoleEvent, ...]) -> None:
    given(*history).when(RetireRole(reason="Sold")).then_refused(RoleNotInForce)


@pytest.mark.parametrize("command", OTHER_COMMANDS, ids=lambda command: type(command).__name__)
def test_nothing_more_happens_to_a_retired_role(command: RoleCommand) -> None:
    given(*IN_FORCE, retired()).when(command, by=BOB).then_refused(RoleIsRetired)
