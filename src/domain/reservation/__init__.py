"""A rule over a set, held by a stream: a value that only one may hold (a role's code, an imported document).

The stream's id is derived from scope and value, so that two who want it meet in the same stream.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from domain.decider import Context, Decider
from domain.errors import DomainError

_NAMESPACE: Final = UUID("6f0e4b52-5a3c-4a1e-9a43-27c1d5f0a7e1")


@dataclass(frozen=True, slots=True)
class Reserve:
    """Take `value` for the aggregate `holder`. scope: which set it must be unique in ("role-code")."""

    scope: str
    value: str
    holder: UUID

    @property
    def stream(self) -> UUID:
        """Where everyone who wants this value meets."""
        return uuid5(_NAMESPACE, f"{self.scope}\0{self.value}")


class AlreadyTaken(DomainError):
    """Someone holds this value. holder: the aggregate that does; scope: as reserved."""

    title = "That is taken already"

    def __init__(self, wanted: Reserve, holder: UUID) -> None:
        words = wanted.scope.replace("-", " ")
        super().__init__(f"the {words} {wanted.value!r} belongs to {holder}: use that one, or choose another value")
        self.scope = wanted.scope
        self.holder = holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    scope: str
    value: str
    holder: UUID


@dataclass(frozen=True)
class Reservation:
    """holder: who has it; None, nobody."""

    holder: UUID | None = None


def decide(command: Reserve, state: Reservation, _context: Context[object]) -> tuple[Reserved, ...]:
    """Give it to the first who asks."""
    if state.holder is not None:
        raise AlreadyTaken(command, state.holder)
    return (Reserved(scope=command.scope, value=command.value, holder=command.holder),)


def evolve(_state: Reservation, event: Reserved) -> Reservation:
    """Whoever has it keeps it."""
    return Reservation(event.holder)


RESERVATION: Final[Decider[Reserve, Reservation, Reserved]] = Decider(
    kind="reservation",
    initial=Reservation(),
    decide=decide,
    evolve=evolve,
    events={"reservation.reserved.v1": Reserved},
)
