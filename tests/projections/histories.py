"""Logs made by the real deciders: whatever a throw of dice asks for, and they accept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid5

from application.commands import command_type
from application.ports import Head, Share
from application.reading import Reading
from domain import job_posting as posting
from domain import role
from domain.decider import Context, Decider
from domain.errors import DomainError, InvalidValue
from domain.job_posting import JOB_POSTING, PostingChanges, PostingContent
from domain.job_posting import Status as PostingStatus
from domain.organisation import ORGANISATION
from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor, Recorded
from domain.requirements import Experience, Responsibility, Skill, SourceDocument
from domain.role import ROLE, CareerLink, Direction, OccupationCode, RoleChanges, RoleContent, Scheme, Track
from infrastructure.event_store.codec import Undecodable
from infrastructure.law import load_rules
from tests.projections.organising import organisation_command

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = tuple(Actor("https://issuer.example", name) for name in ("alice", "bob", "carol", "dora"))
FIRST_EPOCH = UUID(int=1)
RULES = load_rules()
T = TypeVar("T")
Options = Sequence[Callable[[], Any]]
BAND = SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal("99000000.5"))
NARROW = replace(BAND, minimum=Decimal(60_000))  # below it lies most of what is offered
TOO_LITTLE = PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(30_000), maximum=Decimal(40_000))
PLACES = (
    Location(country="DE", region="DE-BE", locality="Berlin"),
    Location(country="JP", locality="東京"),
    Location(country="US", region="US-TX", locality="Austin"),
)
CHANNELS = ("LinkedIn", "Board")
MATTERS = ("Doe v. Bakery", "N-1")
WORDS = "baker dough night-shift oven Größe 東京 rye-and-wheat crust apprentice".split()


class MemoryLog:
    """A log in memory, read as the real one is; `unreadable` positions hold what nobody can decode."""

    def __init__(self, events: Sequence[Recorded[Any]] = (), epoch: UUID = FIRST_EPOCH) -> None:
        self.events = list(events)
        self.epoch = epoch
        self.unreadable: set[int] = set()

    def record(self, stream: UUID, event: Any, *, by: Actor = PEOPLE[0], reason: str | None = None) -> Recorded[Any]:
        """Append one event."""
        position = len(self.events) + 1
        recorded = Recorded(
            event=event,
            event_id=UUID(int=self.epoch.int << 64 | position),
            stream=stream,
            version=1 + sum(one.stream == stream for one in self.events),
            position=position,
            epoch=self.epoch,
            recorded_at=START + timedelta(minutes=position),
            effective_at=START + timedelta(minutes=position),
            actor=by,
            command_id=UUID(int=position),
            correlation_id=UUID(int=position),
            on_behalf_of=PEOPLE[3] if position % 5 == 0 else None,
            reason=reason,
        )
        self.events.append(recorded)
        return recorded

    async def read(
        self, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
    ) -> Sequence[Recorded[Any]]:
        found: list[Recorded[Any]] = []
        for one in self.events[after : after + limit]:
            wanted = (only is None or type(one.event) in only) and (share is None or share.has(one.stream))
            if not wanted and one.position not in {*self.unreadable, after + limit}:
                continue
            if one.position in self.unreadable:
                if not found:
                    raise self._undecodable(one)
                break
            found.append(one)
        return found

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        found = [one for one in self.events if one.stream == stream]
        found = [one for one in found if up_to_version is None or one.version <= up_to_version]
        if bad := [one for one in found if one.position in self.unreadable]:
            raise self._undecodable(bad[0])
        return found

    async def head(self) -> Head:
        return Head(self.epoch, len(self.events), self.events[-1].event_id if self.events else None)

    async def event_ids(self, positions: Sequence[int]) -> Mapping[int, UUID]:
        return {one.position: one.event_id for one in self.events if one.position in positions}

    def set_back_to(self, position: int) -> "MemoryLog":
        """An older copy of this log, under the same epoch: nobody told that it was restored."""
        return MemoryLog(self.events[:position], self.epoch)

    @staticmethod
    def _undecodable(one: Recorded[Any]) -> Undecodable:
        error = Undecodable("test.unknown.v1", "nobody knows it")
        error.position, error.stream, error.version, error.event_id = (
            one.position,
            one.stream,
            one.version,
            one.event_id,
        )
        return error


def history(dice: Random, steps: int = 60) -> MemoryLog:
    """What comes of so many commands; one that is refused is thrown again, a few times."""
    log = MemoryLog()
    # Lives end, so a long history has more of them.
    roles = [UUID(int=0xA000 + n) for n in range(max(3, steps // 40))]
    postings = [UUID(int=0xB000 + n) for n in range(max(4, steps // 20))]
    units = [UUID(int=0xC0 + n) for n in range(3)]
    publish_outside_the_band(log, dice)
    for step in range(steps):
        for _ in range(10):
            if dice.random() < 0.15:
                done = attempt(log, ORGANISATION, dice.choice(units), organisation_command(dice, units, PEOPLE), dice)
            elif dice.random() < (0.8 if step < steps / 4 else 0.2):  # without roles, nothing gets published
                done = attempt(log, ROLE, dice.choice(roles), role_command(dice, roles), dice)
            else:
                known = dict.fromkeys((*postings, *(one.stream for one in log.events if is_draft(one))))
                stream = dice.choice(list(known))
                status = JOB_POSTING.fold(one.event for one in log.events if one.stream == stream).status
                done = attempt(log, JOB_POSTING, stream, posting_command(dice, roles, status), dice)
            if done:
                break
    return log


def publish_outside_the_band(log: MemoryLog, dice: Random) -> None:
    """What chance alone comes to too seldom: pay that someone let lie outside the band, and then shown."""
    role_id, posting_id = UUID(int=0xAA), UUID(int=0xBB)
    offered = replace(TOO_LITTLE, places=(PLACES[0].name,))
    content = PostingContent(title="Night baker", description=words(dice), locations=PLACES[:1], channels=CHANNELS)
    for aggregate, stream, command in (
        (ROLE, role_id, role.DraftRole(code="night", content=RoleContent(title="Baker", salary_bands=(NARROW,)))),
        (ROLE, role_id, role.SubmitRoleForApproval()),
        (ROLE, role_id, role.ApproveRole()),
        (JOB_POSTING, posting_id, posting.DraftPosting(content=content, role_id=role_id, pay=(offered,))),
        (JOB_POSTING, posting_id, posting.SubmitPostingForApproval()),
        (JOB_POSTING, posting_id, posting.ApprovePosting()),
        (JOB_POSTING, posting_id, posting.RequestBandException(words(dice))),
        (JOB_POSTING, posting_id, posting.GrantBandException()),
        (JOB_POSTING, posting_id, posting.PublishPosting()),
    ):
        while not attempt(log, aggregate, stream, command, dice):  # until it is someone who may
            pass


def is_draft(recorded: Recorded[Any]) -> bool:
    """Whether a posting begins with it, also one that another was relisted as."""
    return isinstance(recorded.event, posting.PostingDrafted)


def history_of_one_posting(stream: UUID) -> MemoryLog:
    """Drafted, submitted, approved."""
    log = MemoryLog()
    log.record(stream, posting.PostingDrafted(content=PostingContent(title="Baker"), by=(PEOPLE[0],)))
    log.record(stream, posting.PostingSubmittedForApproval(by=(PEOPLE[0],)))
    log.record(stream, posting.PostingApproved(role_approval=None), by=PEOPLE[1])
    return log


def attempt(log: MemoryLog, decider: Decider[Any, Any, Any], stream: UUID, command: Any, dice: Random) -> bool:
    """Let someone decide on what is in the log, and record what is accepted; whether anything was."""
    by = dice.choice(PEOPLE)
    kind = command_type(type(command))
    state = decider.fold(one.event for one in log.events if one.stream == stream)
    now = START + timedelta(minutes=len(log.events))
    facts = at_once(kind.facts(Reading(log, RULES), command, state)).value
    fresh = uuid5(stream, f"fresh {len(log.events)}")
    context = Context(stream=stream, now=now, actor=by, fresh=fresh, facts=facts)
    try:
        events = decider.decide(command, state, context)
    except (DomainError, InvalidValue, NotImplementedError):
        return False
    written = {stream: events, **kind.beside(command, state, context)} if events else {}
    for each, happened in written.items():
        for event in happened:
            log.record(each, event, by=by, reason=getattr(command, "reason", None) and str(command.reason))
    return bool(events)


def at_once(awaitable: Awaitable[T]) -> T:
    """What it answers, given that it has nothing to wait for."""
    try:
        next(awaitable.__await__())
    except StopIteration as answer:
        return answer.value  # type: ignore[no-any-return]  # what an awaitable of T answers
    raise AssertionError("it waited")


def words(dice: Random, most: int = 6) -> str:
    """A few."""
    return " ".join(dice.choices(WORDS, k=dice.randint(1, most)))


def pay(dice: Random) -> tuple[PayRange, ...]:
    """None, one range, or two for two places."""
    ranges = tuple(
        PayRange(
            currency=dice.choice(("EUR", "EUR", "EUR", "USD")),
            period=dice.choice((Period.YEAR, Period.YEAR, *Period)),
            minimum=Decimal(dice.randint(1, 50_000)),
            maximum=Decimal(dice.randint(50_000, 90_000)) + Decimal("0.25"),
        )
        for _ in range(dice.randint(0, 2))
    )
    return ranges if len(ranges) < 2 else tuple(replace(one, places=(PLACES[n].name,)) for n, one in enumerate(ranges))


def posting_content(dice: Random) -> PostingContent:
    """Whatever a posting may say."""
    return PostingContent(
        title=words(dice),
        description=words(dice, 30),
        duties=tuple(Responsibility(words(dice)) for _ in range(dice.randint(0, 3))),
        skills=tuple(Skill(name=words(dice)) for _ in range(dice.randint(0, 2))),
        locations=tuple(dice.sample(PLACES, dice.randint(1, 2))),
        work_mode=dice.choice(list(WorkMode)),
        remote_regions=dice.choice(((), ("US-CO", "CA"))),
        employment_type=dice.choice(list(EmploymentType)),
        working_time=dice.choice((None, WorkingTime(hours_per_week=Decimal("38.5")))),
        deadline=dice.choice((None, date(2026, 9, 29), date(2026, 9, 30))),
        time_zone=dice.choice(("UTC", "Asia/Tokyo", "America/Los_Angeles")),
        contact=dice.choice((None, "Canary Person")),
        confidential=dice.random() < 0.2,
        channels=dice.choice(((), CHANNELS)),
    )


def role_content(dice: Random, roles: list[UUID]) -> RoleContent:
    """Whatever a role may say."""
    return RoleContent(
        title=words(dice),
        family=dice.choice((None, words(dice, 2))),
        track=dice.choice((None, *Track)),
        categories=tuple(words(dice, 2) for _ in range(dice.randint(0, 2))),
        purpose=dice.choice((None, words(dice, 20))),
        responsibilities=tuple(Responsibility(words(dice)) for _ in range(dice.randint(0, 4))),
        skills=tuple(Skill(name=words(dice)) for _ in range(dice.randint(0, 4))),
        experience=dice.choice((None, Experience(text="4–7+ years", minimum_years=4, maximum_years=7))),
        occupation_codes=dice.choice(((), (OccupationCode(scheme=Scheme.ISCO_08, code="7512", title=words(dice)),))),
        salary_bands=dice.choice(((), (BAND,), (NARROW,), (replace(BAND, effective_from=date(2026, 9, 1)),))),
        career_path=tuple(career_link(dice, roles) for _ in range(dice.randint(0, 3))),
    )


def career_link(dice: Random, roles: list[UUID]) -> CareerLink:
    """To a role or to a title."""
    known = dice.random() < 0.5
    return CareerLink(
        direction=dice.choice(list(Direction)),
        role_id=dice.choice(roles) if known else None,
        title=None if known else words(dice, 1),
        note=dice.choice((None, words(dice, 3))),
    )


def role_changes(dice: Random, roles: list[UUID]) -> RoleChanges:
    """Some fields of another role."""
    other = role_content(dice, roles)
    names = dice.sample(sorted(RoleContent.__dataclass_fields__), 3)
    return RoleChanges(**{name: getattr(other, name) for name in names})


def posting_changes(dice: Random) -> PostingChanges:
    """Some fields of another posting."""
    other = posting_content(dice)
    names = dice.sample(sorted(PostingContent.__dataclass_fields__), 3)
    return PostingChanges(**{name: getattr(other, name) for name in names})


def role_command(dice: Random, roles: list[UUID]) -> Any:
    """Any of a role's; the usual way through life is the likeliest, else too few get far."""
    usual = (
        lambda: role.DraftRole(code=f"role-{dice.random()}", content=role_content(dice, roles), source=source(dice)),
        role.SubmitRoleForApproval,
        lambda: role.ApproveRole(dice.choice((None, "Canary said yes"))),
    )
    others = (
        lambda: role.ReviseRole(changes=role_changes(dice, roles), reason=words(dice)),
        lambda: role.RequestRoleChanges(words(dice)),
        role.StartRoleRevision,
        role.AbandonRoleRevision,
        role.WithdrawRoleSubmission,
        lambda: role.ReinstateRole(words(dice)),
    )
    rare = (
        lambda: role.RetireRole(reason=words(dice)),
        lambda: role.DiscardRole(words(dice)),
        lambda: role.MergeRole(into=dice.choice(roles), reason=words(dice)),
    )
    return draw(dice, usual, others, rare)


def posting_command(dice: Random, roles: list[UUID], status: PostingStatus) -> Any:
    """Any of a posting's; one that fits where it stands is the likeliest, else too few get far."""
    drafting = (
        lambda: posting.DraftPosting(content=posting_content(dice), role_id=dice.choice(roles), pay=pay(dice)),
        lambda: posting.AdoptPosting(
            content=posting_content(dice),
            external_id=posting.ExternalId(source="board", value=str(dice.random())),
            asserted_by="board",
            published_on=START.date(),
            role_id=dice.choice(roles),
            pay=pay(dice),
        ),
    )
    editing = (
        lambda: posting.AssignRole(dice.choice(roles)),
        lambda: posting.RevisePosting(changes=posting_changes(dice)),
        lambda: posting.ChangeSalary(pay=pay(dice), reason=words(dice)),
        lambda: posting.RequestBandException(words(dice)),
        posting.GrantBandException,
        lambda: posting.DenyBandException(words(dice)),
        lambda: posting.RejectPosting(words(dice)),
        lambda: posting.UnschedulePublication(words(dice)),
        lambda: posting.WaivePlace(place="US", reason=words(dice)),
    )
    showing = (
        lambda: posting.ProposeAmendment(
            reason=words(dice), changes=posting_changes(dice), pay=dice.choice((None, pay(dice)))
        ),
        posting.ApproveAmendment,
        posting.ApproveAmendment,
        lambda: posting.RejectAmendment(words(dice)),
        posting.WithdrawAmendment,
        posting.PausePosting,
        posting.ResumePosting,
        posting.JudgePosting,
        lambda: posting.ExtendDeadline(date(2026, 12, dice.randint(1, 31)), words(dice)),
        lambda: posting.ShortenDeadline(date(2026, 4, dice.randint(1, 30)), words(dice)),
        lambda: posting.ClosePosting(reason=dice.choice((posting.CloseReason.CANCELLED, posting.CloseReason.FILLED))),
    )
    listing = (
        lambda: posting.RequestChannel(dice.choice(CHANNELS)),
        lambda: posting.ConfirmListing(channel=dice.choice(CHANNELS), reference=dice.choice((None, "board/1"))),
        lambda: posting.ReportListingFailure(channel=dice.choice(CHANNELS), error=words(dice)),
        lambda: posting.TakeDownChannel(channel=dice.choice(CHANNELS), reason=words(dice)),
        lambda: posting.RecordObservation(channel=dice.choice(CHANNELS), shown_sha256=dice.choice((None, "e" * 64))),
    )
    matters = (
        lambda: posting.PlaceLegalHold(hold=dice.choice(MATTERS), reason=words(dice)),
        lambda: posting.ReleaseLegalHold(hold=dice.choice(MATTERS), reason=words(dice)),
        lambda: posting.RecordNotice(
            notice=dice.choice(MATTERS), authority="Labour", received_on=START.date(), details=words(dice)
        ),
        lambda: posting.CureNotice(notice=dice.choice(MATTERS), how=words(dice)),
    )
    ended = (
        lambda: posting.ReopenPosting(reason=words(dice), deadline=dice.choice((None, date(2026, 12, 31)))),
        lambda: posting.ReopenPosting(reason=words(dice), deadline=date(2026, 12, 30)),
        lambda: posting.RelistPosting(reason=words(dice)),
        posting.ArchivePosting,
    )
    fitting: dict[PostingStatus, Options] = {
        PostingStatus.NONE: drafting,
        PostingStatus.DRAFT: (posting.SubmitPostingForApproval,),
        PostingStatus.PENDING_APPROVAL: (posting.ApprovePosting,),
        PostingStatus.APPROVED: (
            posting.PublishPosting,
            posting.PublishPosting,
            posting.PublishPosting,
            lambda: posting.SchedulePublication(START + timedelta(days=dice.randint(1, 9))),
            lambda: posting.AssignRole(dice.choice(roles)),
            lambda: posting.RequestBandException(words(dice)),
            posting.GrantBandException,
        ),
        PostingStatus.SCHEDULED: (posting.PublishPosting,),
        PostingStatus.PUBLISHED: (*showing, *listing),
        PostingStatus.PAUSED: (posting.ResumePosting, *showing),
        PostingStatus.CLOSED: ended,
    }
    rare = (*matters, lambda: posting.DiscardPosting(words(dice)), *showing, *ended)
    return draw(dice, fitting.get(status, editing), (*editing, *listing), rare)


def draw(dice: Random, usual: Options, others: Options, rare: Options) -> Any:
    """One of them, made."""
    [options] = dice.choices((usual, others, rare), weights=(30, 15, 5))
    return dice.choice(options)()


def source(dice: Random) -> SourceDocument | None:
    """The text that a draft was made from, if any."""
    return dice.choice((None, SourceDocument(importer="text", text=words(dice))))
