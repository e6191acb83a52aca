"""What is asked of the organisation in made-up histories."""

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from domain import organisation
from domain.organisation import ApprovalStep, Kind, Matter
from domain.places import Location
from domain.recorded import Actor

WORDS = ("hiring-manager", "pay", "works-council")
BERLIN = Location(country="DE", region="DE-BE", locality="Berlin")


def organisation_command(dice: Random, units: list[UUID], people: tuple[Actor, ...]) -> Any:
    """Any of those there are; closing is rare, else too little is left."""
    return dice.choice(
        (
            *(lambda: registration(dice, units),) * 3,
            lambda: organisation.RenameOrganisation(name(dice)),
            lambda: organisation.RelocateOrganisation(dice.choice((None, BERLIN))),
            lambda: organisation.MoveOrganisation(dice.choice((None, *units))),
            lambda: headcount(dice),
            lambda: policy(dice),
            lambda: organisation.GrantAuthority(person=dice.choice(people), authority=dice.choice(WORDS)),
            lambda: organisation.WithdrawAuthority(person=dice.choice(people), authority=dice.choice(WORDS)),
            lambda: organisation.CloseOrganisation("Sold") if dice.random() < 0.1 else headcount(dice),
        )
    )()


def registration(dice: Random, units: list[UUID]) -> organisation.RegisterOrganisation:
    """Of either kind, at the top or under another."""
    return organisation.RegisterOrganisation(
        kind=dice.choice(list(Kind)),
        name=name(dice),
        place=dice.choice((None, BERLIN)),
        parent=dice.choice((None, None, *units)),
    )


def headcount(dice: Random) -> organisation.RecordHeadcount:
    """Of a few jurisdictions and days, so that some are corrected."""
    return organisation.RecordHeadcount(
        jurisdiction=dice.choice(("US", "US-CO", "US-NYC")),
        size=dice.randint(0, 500),
        effective_from=date(2026, dice.randint(1, 3), 1),
        reason=dice.choice((None, "Counted again")),
    )


def policy(dice: Random) -> organisation.SetApprovalPolicy:
    """For a posting or a hold; with steps, or without, which takes it back."""
    held = ApprovalStep("Counsel", dice.choice((None, *WORDS)))
    if dice.random() < 0.3:
        return organisation.SetApprovalPolicy(matter=Matter.LEGAL_HOLD, steps=dice.choice(((), (held,))))
    steps = tuple(ApprovalStep(f"Step {n}", dice.choice((None, *WORDS)), dice.randint(1, 2)) for n in range(2))
    return organisation.SetApprovalPolicy(matter=Matter.POSTING, steps=steps[: dice.randint(0, 2)])


def name(dice: Random) -> str:
    """One of a few."""
    return dice.choice(("Bakery", "Größe & Sons", "東京 Bread", "Oven"))
