"""A posting's row says the same whatever rows were made of it before: most of it is taken from those."""

from collections import defaultdict
from random import Random
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from domain.recorded import Recorded
from projections.job_postings import PostingRow, Standing, projection, restored, row_of, step
from tests.projections.histories import history


def steps_of_each(dice: Random) -> list[list[Standing]]:
    """What the postings of a history were after each of their events."""
    steps: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for recorded in history(dice).events:
        if type(recorded.event) in projection.handles:
            before = steps[recorded.stream][-1] if steps[recorded.stream] else None
            after = step(before, recorded)
            assert after is not None
            steps[recorded.stream].append(after)
    return list(steps.values())


def afresh(steps: list[Standing], last: int) -> PostingRow:
    """The row as a rebuild makes it, of all events at once."""
    standing: Standing | None = None
    for one in steps[: last + 1]:
        assert one.last is not None
        standing = step(standing, one.last)
    assert standing is not None
    return row_of(standing)


@given(seed=st.integers(0, 2**32))
@example(seed=4)
def test_rows_made_one_upon_the_other_are_those_that_are_made_afresh(seed: int) -> None:
    dice = Random(seed)
    for steps in steps_of_each(dice):
        expected = [afresh(steps, number) for number in range(len(steps))]
        assert [row_of(one) for one in steps] == expected
        numbers = [*range(len(steps))] * 2
        dice.shuffle(numbers)  # what cannot be written is looked for from the first event on, when the last was tried
        assert [row_of(steps[number]) for number in numbers] == [expected[number] for number in numbers]


@given(seed=st.integers(0, 2**32))
@example(seed=4)
def test_a_row_is_folded_on_when_it_was_read_back_as_if_it_never_had_been(seed: int) -> None:
    dice = Random(seed)
    for steps in steps_of_each(dice):
        number = dice.randrange(len(steps))
        standing = restored(afresh(steps, number))
        after: list[Standing] = []
        for one in steps[number + 1 :]:
            recorded = one.last
            assert isinstance(recorded, Recorded)
            following = step(standing, recorded)
            assert following is not None
            after.append(standing := following)
        expected = [afresh(steps, number) for number in range(number + 1, len(steps))]
        for _ in range(2):  # those before are made again where one after them cannot be written
            assert [row_of(one) for one in after] == expected
