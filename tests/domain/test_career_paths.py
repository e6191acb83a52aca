"""Career paths: new steps lead to roles that there are, and never back to where one came from."""

from collections.abc import Mapping
from uuid import UUID

from hypothesis import given as given_any
from hypothesis import strategies as st

from domain.decider import Context
from domain.role import (
    CareerLink,
    Direction,
    DraftRole,
    ReviseRole,
    Role,
    RoleChanges,
    RoleNamedAsEntry,
    noted_beside,
)
from domain.role.career_paths import circle
from domain.role.errors import (
    CareerPathHasACycle,
    CareerPathLinksToItself,
    CareerPathTargetHasEnded,
    CareerPathTargetUnknown,
)
from domain.role.state import RoleFacts
from tests.domain.given import ALICE, FRESH, ITSELF, NOON, given
from tests.domain.roles import (
    a_role,
    approved,
    discarded,
    drafted,
    merged,
    revision_started,
    role_content,
    role_retired,
    submitted,
)

MASTER, OWNER, OLD = UUID(int=2), UUID(int=3), UUID(int=4)


def to(role_id: UUID) -> CareerLink:
    return CareerLink(direction=Direction.ADVANCES_TO, role_id=role_id)


def from_(role_id: UUID) -> CareerLink:
    return CareerLink(direction=Direction.ENTRY_FROM, role_id=role_id)


def beside(role_id: UUID) -> CareerLink:
    return CareerLink(direction=Direction.LATERAL, role_id=role_id)


def leading(*links: CareerLink) -> Role:
    return a_role(drafted(career_path=links))


def named_by(role: Role, *others: UUID) -> Role:
    return a_role(drafted(career_path=role.content.career_path), *(RoleNamedAsEntry(by_role=one) for one in others))


def revise(*links: CareerLink) -> ReviseRole:
    return ReviseRole(changes=RoleChanges(career_path=links))


def test_two_roles_cannot_each_advance_to_the_other_and_both_are_named() -> None:
    roles = {MASTER: leading(to(ITSELF))}
    given(drafted()).when(revise(to(MASTER)), roles=roles).then_refused(CareerPathHasACycle, str(MASTER))


def test_a_longer_way_back_is_found_too() -> None:
    roles = {MASTER: leading(to(OWNER)), OWNER: leading(to(ITSELF))}
    given(drafted()).when(revise(to(MASTER)), roles=roles).then_refused(CareerPathHasACycle, str(OWNER))


def test_to_be_entered_from_is_to_advance_the_other_way_round() -> None:
    given(drafted()).when(revise(to(MASTER), from_(MASTER)), roles={MASTER: leading()}).then_refused(
        CareerPathHasACycle
    )


def test_what_another_role_says_it_is_entered_from_counts() -> None:
    """One advances from the baker to the owner because the owner says so; so the owner must not lead back."""
    roles = {MASTER: leading(to(ITSELF)), OWNER: leading(from_(ITSELF), to(MASTER))}
    baker = (drafted(), RoleNamedAsEntry(by_role=OWNER))
    given(*baker).when(revise(from_(MASTER)), roles=roles).then_refused(CareerPathHasACycle, str(OWNER))


def test_what_another_role_once_said_counts_no_more() -> None:
    roles = {MASTER: leading(), OWNER: leading(to(MASTER))}
    baker = (drafted(), RoleNamedAsEntry(by_role=OWNER))
    given(*baker).when(revise(from_(MASTER)), roles=roles).accepted()


def test_what_is_in_force_counts_though_a_revision_takes_it_out() -> None:
    in_force = (drafted(career_path=(to(ITSELF),)), submitted(), approved(), revision_started())
    roles = {MASTER: a_role(*in_force, *given(*in_force).when(revise()).events)}
    assert roles[MASTER].content.career_path == ()
    given(drafted()).when(revise(to(MASTER)), roles=roles).then_refused(CareerPathHasACycle)


def test_a_way_back_through_a_duplicate_is_a_way_back() -> None:
    roles = {MASTER: leading(to(OLD)), OLD: a_role(drafted(), merged(ITSELF))}
    given(drafted()).when(revise(to(MASTER)), roles=roles).then_refused(CareerPathHasACycle)


def test_beside_each_other_is_no_way_ahead() -> None:
    roles = {MASTER: leading(beside(ITSELF), to(ITSELF))}
    given(drafted()).when(revise(beside(MASTER)), roles=roles).accepted()


def test_a_draft_is_held_to_the_same() -> None:
    path = (to(MASTER), from_(MASTER))
    command = DraftRole(code="baker", content=role_content(career_path=path))
    given().when(command, roles={MASTER: leading()}).then_refused(CareerPathHasACycle)


def test_a_new_step_leads_to_a_role_that_there_is() -> None:
    given(drafted()).when(revise(beside(MASTER))).then_refused(CareerPathTargetUnknown, str(MASTER))
    given(drafted()).when(revise(to(MASTER)), roles={MASTER: a_role(drafted(), discarded())}).then_refused(
        CareerPathTargetHasEnded
    )
    given(drafted()).when(revise(to(MASTER)), roles={MASTER: a_role(drafted(), merged(OWNER))}).then_refused(
        CareerPathTargetHasEnded, str(OWNER)
    )
    given(drafted()).when(revise(to(MASTER)), roles={MASTER: role_retired()}).accepted()
    given(drafted()).when(revise(to(ITSELF))).then_refused(CareerPathLinksToItself)


def test_what_was_linked_before_stays_linked_whatever_became_of_it() -> None:
    linked = given(drafted(career_path=(to(MASTER),)))
    noted = CareerLink(direction=Direction.ADVANCES_TO, role_id=MASTER, note="after two years")
    linked.when(revise(noted)).accepted()


def test_a_role_is_told_once_that_it_is_entered_from() -> None:
    def told(role: Role, links: tuple[CareerLink, ...], known: Role) -> Mapping[UUID, object]:
        context = Context(stream=ITSELF, now=NOON, actor=ALICE, fresh=FRESH, facts=RoleFacts({MASTER: known}))
        return noted_beside(revise(*links), role, context)

    assert told(leading(), (from_(MASTER),), leading()) == {MASTER: (RoleNamedAsEntry(by_role=ITSELF),)}
    assert told(leading(), (from_(MASTER),), named_by(leading(), ITSELF)) == {}
    assert told(leading(from_(MASTER)), (from_(MASTER),), leading()) == {}
    assert told(leading(), (to(MASTER), beside(MASTER)), leading()) == {}


NODES = [UUID(int=n) for n in range(1, 7)]
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.booleans()), max_size=12)


@given_any(edges=EDGES)
def test_a_way_back_is_found_exactly_where_there_is_one(edges: list[tuple[UUID, UUID, bool]]) -> None:
    """Each edge is stated by its tail (advances to) or by its head (entry from), which its tail has noted."""
    roles = {
        node: named_by(
            leading(
                *(to(head) for tail, head, by_tail in edges if by_tail and tail == node),
                *(from_(tail) for tail, head, by_tail in edges if not by_tail and head == node),
            ),
            *(head for tail, head, by_tail in edges if not by_tail and tail == node),
        )
        for node in NODES
    }
    for start in NODES:
        reached: set[UUID] = set()
        frontier = {start}
        while frontier:
            frontier = {head for tail, head, _ in edges if tail in frontier} - reached
            reached |= frontier
        found = circle(start, roles)
        assert bool(found) == (start in reached)
        steps = zip(found, (*found[1:], *found[:1]), strict=True)
        assert set(steps) <= {(tail, head) for tail, head, _ in edges}
        assert found[:1] in ((), (start,))


def test_a_duplicate_of_a_duplicate_is_the_last_survivors() -> None:
    older = UUID(int=5)
    roles = {
        MASTER: leading(to(older)),
        older: a_role(drafted(), merged(OLD)),
        OLD: a_role(drafted(), merged(ITSELF)),
    }
    given(drafted()).when(revise(to(MASTER)), roles=roles).then_refused(CareerPathHasACycle)
