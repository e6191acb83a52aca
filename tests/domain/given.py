"""given(what happened).when(a command, by someone).then(what follows) or .then_refused(the rule it breaks)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from domain.decider import Context, Decider
from domain.errors import DomainError
from domain.job_posting import JOB_POSTING, PostingFacts
from domain.law import RuleBook
from domain.organisation import Organisation
from domain.recorded import Actor
from domain.role import ROLE, Role, RoleCommand, RoleFacts
from infrastructure.law import load_rules

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ALICE = Actor("https://issuer.example", "alice")
BOB = Actor("https://issuer.example", "bob")
CAROL = Actor("https://issuer.example", "carol")
ITSELF = UUID("00000000-0000-4000-8000-000000000001")
NO_RULES = replace(load_rules(), rules=())  # every place is known, and no law asks for anything
FRESH = UUID("00000000-0000-4000-8000-000000000002")


@dataclass(frozen=True)
class Outcome:
    """What a decision came to: events, or the rule that refused."""

    decider: Decider[Any, Any, Any]
    before: Any
    events: tuple[Any, ...]
    refusal: DomainError | None

    @property
    def state(self) -> Any:
        """The aggregate afterwards."""
        return self.decider.fold(self.accepted(), self.before)

    def accepted(self) -> tuple[Any, ...]:
        """The events; a refusal fails the test with its own words."""
        if self.refusal is not None:
            raise self.refusal
        return self.events

    def then(self, *expected: Any) -> "Outcome":
        """Exactly these events follow."""
        assert self.accepted() == expected
        return self

    def then_nothing_changes(self) -> None:
        """The command is accepted, and there is nothing to record."""
        assert self.accepted() == ()

    def then_refused(self, rule: type[DomainError], saying: str = "") -> None:
        """That rule refuses, and its sentence says this among other things."""
        if self.refusal is None:
            pytest.fail(f"expected {rule.__name__}, but it led to {self.events}")
        assert type(self.refusal) is rule, self.refusal
        assert saying in self.refusal.detail


@dataclass(frozen=True)
class Given:
    """A history."""

    events: tuple[Any, ...]

    def when(
        self,
        command: Any,
        *,
        by: Actor = ALICE,
        on_behalf_of: Actor | None = None,
        at: datetime = NOON,
        role: Role | None = None,
        role_was_merged: bool = False,
        employer: Organisation | None = None,
        unit_is_of_employer: bool = True,
        chain: tuple[Organisation, ...] = (),
        rules: RuleBook = NO_RULES,
        roles: Mapping[UUID, Role] | None = None,
    ) -> Outcome:
        """Someone asks for something. The rest: what its decision finds elsewhere (a role's: roles, chain)."""
        decider: Decider[Any, Any, Any] = ROLE if isinstance(command, get_args(RoleCommand)) else JOB_POSTING
        state = decider.fold(self.events)
        of_posting = PostingFacts(
            role=role,
            role_was_merged=role_was_merged,
            employer=employer,
            unit_is_of_employer=unit_is_of_employer,
            chain=chain,
            rules=rules,
        )
        facts = RoleFacts(roles or {}, chain) if decider is ROLE else of_posting
        context = Context(stream=ITSELF, now=at, actor=by, on_behalf_of=on_behalf_of, fresh=FRESH, facts=facts)
        try:
            return Outcome(decider, state, decider.decide(command, state, context), None)
        except DomainError as refusal:
            return Outcome(decider, state, (), refusal)


def given(*events: Any) -> Given:
    """What has happened so far; nothing, for an aggregate that does not exist."""
    return Given(events)
