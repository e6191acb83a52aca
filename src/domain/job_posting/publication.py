"""What must hold for a posting to be made public, and to be so again after a pause."""

from collections.abc import Callable, Iterator
from typing import Final

from domain.decider import Context
from domain.errors import require
from domain.job_posting.deadline import expired, today
from domain.job_posting.errors import (
    DeadlineHasPassed,
    PayLeavesOutPlaces,
    PostingHasNoPlace,
    PostingHasNoRole,
    RoleOlderThanApproved,
    RoleUnknown,
    RoleVersionNotPinned,
    UnitOfAnotherEmployer,
)
from domain.job_posting.state import ENDED, SHOWN, JobPosting, PostingFacts, Status
from domain.law import ANYWHERE, REMOTE
from domain.pay import PayRange
from domain.places import Location, WorkMode
from domain.policies.salary_band import NoBandForPay, SalaryOutsideBand, Zones, inside_the_band
from domain.role.errors import RoleIsRetired, RoleNotInForce
from domain.role.state import Role
from domain.role.state import Status as RoleStatus

REMEDY_WHEN_OVER: Final = {
    **dict.fromkeys(SHOWN, "it is over: close it, then reopen or relist it"),
    Status.CLOSED: "name a later one to reopen it with",
}
PublicationRule = Callable[[JobPosting, Context[PostingFacts]], None]


def offers_a_role(posting: JobPosting, _context: Context[PostingFacts]) -> None:
    """A posting offers a role. One that was taken over as it was live may lack one, and is not asked more of a role."""
    require(
        posting.role_id is not None or posting.asserted_by is not None,
        PostingHasNoRole,
        "assign the role that it offers, then have it approved",
    )


def role_is_not_retired(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """A retired role is hired for no more."""
    if posting.role_id is None:
        return
    role = existing(context)
    require(role.status is not RoleStatus.RETIRED, RoleIsRetired, "its role is retired: close it, or assign another")


def role_is_in_force(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """The role has an approved version."""
    if posting.role_id is None:
        return
    require(
        existing(context).open_for_postings, RoleNotInForce, "its role was never approved: have the role approved first"
    )


def role_is_as_approved_or_later(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """The version in force is the one pinned at approval or follows it."""
    if posting.role_id is None:
        return
    # A survivor counts its approvals for itself: that it was merged into is what came later than the pin.
    if posting.role_approval is not None and context.facts.role_was_merged:
        return
    pinned, in_force = posting.role_approval, existing(context).approval
    if pinned is None:
        raise RoleVersionNotPinned("its role was not in force then: revise the posting, and have it approved again")
    require(
        in_force >= pinned,
        RoleOlderThanApproved,
        f"it was approved with version {pinned} of its role, but version {in_force} is in force: wait for that version",
    )


def unit_belongs_to_the_employer(_posting: JobPosting, context: Context[PostingFacts]) -> None:
    """The legal entity whose size the law asks for is the one whose unit hires."""
    require(
        context.facts.unit_is_of_employer,
        UnitOfAnotherEmployer,
        "its unit belongs to another legal entity than the employer it names: name one that its unit belongs to",
    )


def says_where(posting: JobPosting, _context: Context[PostingFacts]) -> None:
    """There is a place, or for remote work a region to live in, or a second person has waived that."""
    remote = posting.content.work_mode is WorkMode.REMOTE and posting.content.remote_regions
    require(
        bool(posting.content.locations or remote or {ANYWHERE, REMOTE} & set(posting.waived)),
        PostingHasNoPlace,
        f"name a location, or for remote work the regions that a worker may live in: {how_to_change(posting)}",
    )


def pay_covers_every_place(posting: JobPosting, _context: Context[PostingFacts]) -> None:
    """Where pay is disclosed, it is so for every place at every level."""
    if not posting.pay:
        return
    levels: tuple[str | None, ...] = posting.content.levels or (None,)
    missing = [
        f"{place} at level {level}" if level else place
        for place in sorted(places(posting))
        for level in levels
        if not any(pay.covers(place, level) for pay in posting.pay)
    ]
    require(
        not missing,
        PayLeavesOutPlaces,
        f"state the pay for {'; '.join(missing)} too, or name no places or levels in it: {how_to_change(posting)}",
    )


def pay_is_inside_the_band(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Every range obeys the band of the role in force, or an exception was granted for exactly this pay."""
    if not posting.pay_is_excepted:
        pay_obeys_the_band(posting, context)


def pay_obeys_the_band(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Every range, at every place and level that it covers, obeys the band of the role in force."""
    if posting.role_id is None:
        return
    in_force = existing(context).in_force
    bands = in_force.salary_bands if in_force else ()
    day = today(posting, context.now)
    try:
        for pay in posting.pay:
            for zones in zones_of(posting, pay):
                for level in pay.levels or posting.content.levels or (None,):
                    inside_the_band(pay, zones, bands, day, posting.content.working_time, level=level)
    except (NoBandForPay, SalaryOutsideBand) as refusal:
        raise type(refusal)(f"{refusal} ({how_to_change(posting)})") from None


def deadline_is_ahead(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Its last day is not over."""
    remedy = REMEDY_WHEN_OVER.get(posting.status, "extend the deadline first")
    require(
        not expired(posting, context.now),
        DeadlineHasPassed,
        f"its last day was {posting.content.deadline} ({posting.content.time_zone}): {remedy}",
    )


PUBLICATION_RULES: Final[tuple[PublicationRule, ...]] = (
    offers_a_role,
    role_is_not_retired,
    role_is_in_force,
    role_is_as_approved_or_later,
    unit_belongs_to_the_employer,
    says_where,
    pay_covers_every_place,
    pay_is_inside_the_band,
    deadline_is_ahead,
)


def publishable(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Refuse to show what breaks a rule of ours; the law's are for `lawful`."""
    for rule in PUBLICATION_RULES:
        rule(posting, context)


def how_to_change(posting: JobPosting) -> str:
    """What to do about what it says or pays, where it stands now."""
    if posting.status in SHOWN:
        return "use propose-amendment to say or pay something else"
    if posting.status in ENDED:
        return "relist it, and change the copy"
    return "use revise or change-salary"


def existing(context: Context[PostingFacts]) -> Role:
    """The role that was read. Raises RoleUnknown."""
    role = context.facts.role
    if role is None or role.status is RoleStatus.NONE:
        raise RoleUnknown("no role has this id: look it up among the roles, or draft it first")
    return role


def places(posting: JobPosting) -> dict[str, Zones]:
    """The names by which pay ranges call the posting's places, and the zones that each lies in."""
    located = {location.name: _zones(location) for location in posting.content.locations}
    lived_in = posting.content.remote_regions  # whatever the work mode: law that holds there asks for the pay there
    regions: dict[str, Zones] = {region: _distinct(region, region.partition("-")[0]) for region in lived_in}
    return {**regions, **located}


def zones_of(posting: JobPosting, pay: PayRange) -> Iterator[Zones]:
    """The zones of every place that a range covers."""
    known = places(posting)
    yield from (known[name] for name in pay.places or known if name in known)


def _zones(location: Location) -> Zones:
    # A bare locality is no zone: there are many Portlands.
    return _distinct(location.name, location.area, location.region, location.country)


def _distinct(*zones: str | None) -> Zones:
    return (*dict.fromkeys(zone for zone in zones if zone), None)
