"""What a fold copies past the constructor: equal to what the constructor makes, and as unchangeable."""

from dataclasses import FrozenInstanceError, dataclass, fields, replace
from datetime import date
from random import Random

import pytest

from domain.aggregates import AGGREGATES
from domain.amending import amended
from domain.errors import InvalidValue
from domain.job_posting import PostingContent
from tests.projections.histories import history

BAKER = PostingContent(title="Baker", locations=(), deadline=date(2026, 6, 30))


def test_a_changed_copy_equals_one_that_was_made_so() -> None:
    copied = amended(BAKER, title="Miller", openings=2)
    assert copied == replace(BAKER, title="Miller", openings=2)
    assert hash(copied) == hash(replace(BAKER, title="Miller", openings=2))
    assert BAKER.title == "Baker"


def test_a_copy_cannot_be_changed_either() -> None:
    with pytest.raises(FrozenInstanceError):
        amended(BAKER, openings=2).openings = 3  # type: ignore[misc]  # what it shows


def test_what_was_valid_once_is_not_judged_anew() -> None:
    with pytest.raises(InvalidValue):
        replace(BAKER, rolling=True)
    assert amended(BAKER, rolling=True).rolling


def test_a_name_that_is_no_field_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="titel"):
        amended(BAKER, titel="Miller")


def test_slots_are_refused_and_not_lost() -> None:
    @dataclass(frozen=True, slots=True)
    class Slotted:
        name: str

    with pytest.raises(AttributeError):
        amended(Slotted("a"), name="b")


@pytest.mark.parametrize("seed", range(3))
def test_every_state_of_a_long_history_is_one_that_its_class_would_make(seed: int) -> None:
    log = history(Random(seed), steps=120)
    for aggregate in AGGREGATES:
        streams = {one.stream for one in log.events if type(one.event) in aggregate.events.values()}
        for stream in streams:
            state = aggregate.initial
            for one in log.events:
                if one.stream == stream:
                    state = aggregate.evolve(state, one.event)
                    assert state == type(state)(**{each.name: getattr(state, each.name) for each in fields(state)})
                    assert list(vars(state)) == [each.name for each in fields(state)]
