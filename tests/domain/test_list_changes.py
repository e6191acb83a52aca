"""The steps from one list to another lead to exactly that list, and are no more than a reader expects."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.requirements import Responsibility, Skill
from domain.role import ROLE, ReviseRole, RoleChanges
from domain.role.list_changes import Added, Removed, Reordered, Reworded, list_changes
from tests.domain.given import given as given_events
from tests.domain.roles import drafted
from tests.domain.strategies import DUTIES, SKILLS

duty_lists = st.lists(DUTIES, max_size=8).map(tuple)
skill_lists = st.lists(SKILLS, max_size=8).map(tuple)


@given(duty_lists, duty_lists)
def test_revising_the_duties_leads_to_exactly_the_new_list(
    old: tuple[Responsibility, ...], new: tuple[Responsibility, ...]
) -> None:
    role = given_events(drafted(responsibilities=old)).when(ReviseRole(changes=RoleChanges(responsibilities=new))).state
    assert role.content.responsibilities == new


@given(skill_lists, skill_lists)
def test_revising_the_skills_leads_to_exactly_the_new_list(old: tuple[Skill, ...], new: tuple[Skill, ...]) -> None:
    role = given_events(drafted(skills=old)).when(ReviseRole(changes=RoleChanges(skills=new))).state
    assert role.content.skills == new


@given(duty_lists, duty_lists)
def test_every_step_says_truly_what_it_takes_away(
    old: tuple[Responsibility, ...], new: tuple[Responsibility, ...]
) -> None:
    history = (drafted(responsibilities=old),)
    events = given_events(*history).when(ReviseRole(changes=RoleChanges(responsibilities=new))).accepted()
    duties = list(old)
    for number, event in enumerate(events):
        match event.__class__.__name__:
            case "ResponsibilityRemoved":
                assert duties[event.index] == event.responsibility
            case "ResponsibilityReworded":
                assert duties[event.index] == event.old != event.new
            case "ResponsibilitiesReordered":
                assert sorted(event.order) == list(range(len(duties)))
            case "ResponsibilityAdded":
                assert 0 <= event.index <= len(duties)
        duties = list(ROLE.fold((*history, *events[: number + 1])).content.responsibilities)


@given(duty_lists)
def test_nothing_leads_from_a_list_to_itself(items: tuple[Responsibility, ...]) -> None:
    assert list_changes(items, items) == ()


@given(duty_lists, st.randoms(use_true_random=False))
def test_a_shuffled_list_is_only_reordered(items: tuple[Responsibility, ...], random: Random) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    steps = list_changes(items, tuple(shuffled))
    assert all(isinstance(step, Reordered) for step in steps)
    assert len(steps) <= 1


def test_steps_come_as_removals_rewordings_moves_and_additions() -> None:
    steps = list_changes(("a", "b", "c", "d", "e"), ("d", "c", "X", "f"))
    kinds = [type(step) for step in steps]
    assert kinds == sorted(kinds, key=[Removed, Reworded, Reordered, Added].index)
