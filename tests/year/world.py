"""A made-up employer: legal entities, units with their policies, roles with bands, people, and places with law."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

from domain.job_posting import PostingContent
from domain.organisation import ApprovalPolicy, ApprovalStep, Kind, Matter, Organisation
from domain.organisation import Status as Standing
from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor
from domain.requirements import Responsibility
from domain.role import Role, RoleContent
from domain.role import Status as RoleStatus
from infrastructure.law import load_rules

RULES = load_rules()
PEOPLE = tuple(Actor("https://issuer.example", f"person-{number:02}") for number in range(40))
PLACES = (
    Location(country="US", region="US-CO", locality="Denver"),
    Location(country="US", region="US-NY", locality="Albany"),
    Location(country="US", region="US-TX", locality="Austin"),
    Location(country="US", region="US-WA", locality="Spokane"),
    Location(country="CA", region="CA-BC", locality="Victoria"),
    Location(country="DE", region="DE-BE", locality="Berlin"),
    Location(country="GB", locality="Leeds"),
    Location(country="JP", locality="Osaka"),
)
ZONES = ("America/Denver", "America/New_York", "Europe/Berlin", "UTC", "Asia/Tokyo")
REMOTE = ("US", "US-CO", "CA-ON", "DE")
JOBS = ("Baker", "Cook", "Analyst", "Nurse", "Welder", "Editor", "Driver", "Teacher")


@dataclass(frozen=True)
class World:
    """units: by id. roles: by id, all in force."""

    units: dict[UUID, Organisation]
    roles: dict[UUID, Role]


def world() -> World:
    """Twelve units, of which every fourth asks for two to agree; sixteen roles, each with a yearly band a currency."""
    two = ApprovalPolicy(Matter.POSTING, (ApprovalStep("peer"), ApprovalStep("head")))
    units = {
        UUID(int=0xC0 + n): Organisation(
            status=Standing.OPEN, kind=Kind.UNIT, name=f"Unit {n:02}", policies=(two,) if n % 4 == 0 else ()
        )
        for n in range(12)
    }
    roles = {
        UUID(int=0xA0 + n): _role(RoleContent(title=JOBS[n % len(JOBS)], salary_bands=tuple(_bands(n))))
        for n in range(16)
    }
    return World(units, roles)


def _bands(number: int) -> list[SalaryBand]:
    low = Decimal(30_000 + 2_000 * number)
    return [
        SalaryBand(currency=currency, period=Period.YEAR, minimum=low, maximum=low * 2)
        for currency in ("USD", "EUR", "CAD", "GBP", "JPY")
    ]


def _role(content: RoleContent) -> Role:
    return Role(status=RoleStatus.APPROVED, code=content.title, content=content, in_force=content, approval=1)


def content(dice: Random, world: World, day: date) -> PostingContent:
    """What one posting says at first: enough for every law there is, so that most can be published."""
    unit_id = dice.choice((None, *world.units, *world.units))
    remote = dice.random() < 0.2
    places = tuple(dice.sample(PLACES, dice.choice((1, 1, 1, 2))))
    return PostingContent(
        title=f"{dice.choice(JOBS)} {dice.randint(1, 99)}",
        description="We look for someone who knows the work and likes the people.",
        duties=(Responsibility("Do the work well."),),
        organisation_unit=f"Team {dice.randint(1, 5)}" if unit_id is None else None,
        unit_id=unit_id,
        locations=() if remote else places,
        work_mode=WorkMode.REMOTE if remote else WorkMode.ON_SITE,
        remote_regions=tuple(dice.sample(REMOTE, dice.choice((1, 2)))) if remote else (),
        employment_type=EmploymentType.FULL_TIME,
        benefits="Health insurance, a pension plan, and five weeks of paid leave.",
        other_compensation="A yearly bonus of up to ten percent.",
        working_time=WorkingTime(hours_per_week=Decimal(40)),
        deadline=date.fromordinal(day.toordinal() + dice.randint(40, 160)) if dice.random() < 0.8 else None,
        rolling=False,
        time_zone=dice.choice(ZONES),
        uses_ai_screening=False,
        existing_vacancy=True,
        promotion_opportunity=False,
        visa_sponsorship=False,
        how_to_apply="Write to us.",
        internal_only=dice.random() < 0.03,
        confidential=dice.random() < 0.03,
        channels=dice.choice(((), (), (), (), ("LinkedIn",), ("LinkedIn", "Board"))),
    )


def pay(dice: Random, said: PostingContent, role: Role, *, outside: bool = False) -> tuple[PayRange, ...]:
    """One range for all places, or one a place; or nothing disclosed."""
    if dice.random() < 0.05:
        return ()
    band = dice.choice(role.content.salary_bands)
    least = band.minimum + dice.randint(0, 10) * 500
    most = band.maximum * 2 if outside else least + dice.choice((0, 5_000, 9_000))
    one = PayRange(currency=band.currency, period=Period.YEAR, minimum=least, maximum=most)
    names = [place.name for place in said.locations] or list(said.remote_regions)
    if len(names) < 2 or dice.random() < 0.5:
        return (one,)
    return tuple(replace(one, maximum=most + n, places=(name,)) for n, name in enumerate(names))
