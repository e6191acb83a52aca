"""A year of postings, decided by the real deciders at made-up times, and the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain import job_posting as p
from domain.decider import Context
from domain.errors import DomainError, InvalidValue
from domain.job_posting import JOB_POSTING, CloseReason, JobPosting, PostingFacts, Status
from domain.recorded import Recorded
from tests.year.world import PEOPLE, RULES, World, content, pay, world

SEED = 2026
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
EPOCH = UUID(int=1)  # overwritten by that of the log that it is written to
POSTINGS = 0xB000_0000


@dataclass
class Life:
    """One posting as it is lived: each command at its time, by whoever is at hand."""

    number: int
    dice: Random
    world: World
    at: datetime
    posting: JobPosting = field(default_factory=JobPosting)
    events: list[Recorded[Any]] = field(default_factory=list)

    @property
    def stream(self) -> UUID:
        return UUID(int=POSTINGS + self.number)

    def id_of(self, what: int, count: int) -> UUID:
        """One that nothing else has: of events (1), commands (2) or what a command begins (3)."""
        return UUID(int=(what << 100) + (self.number << 20) + count)

    def after(self, **least_and_most: tuple[float, float]) -> None:
        """Let some time go by: days=(1, 3)."""
        [(unit, (least, most))] = least_and_most.items()
        self.at += timedelta(**{unit: self.dice.uniform(least, most)})

    def do(self, command: Any, by: int, *, effective_at: datetime | None = None) -> bool:
        """Send it, now and then for someone else; whether it was accepted, and the year was not over."""
        if self.at >= END:
            return False
        actor, behalf = PEOPLE[by], PEOPLE[(by + 20) % 40] if self.dice.random() < 0.1 else None
        role_id = getattr(command, "role_id", None) or self.posting.role_id
        said = getattr(command, "content", None) or self.posting.content
        unit = self.world.units.get(said.unit_id) if said.unit_id else None
        facts = PostingFacts(
            rules=RULES, role=self.world.roles[role_id] if role_id else None, chain=(unit,) if unit else ()
        )
        context = Context(
            stream=self.stream,
            now=self.at,
            actor=actor,
            on_behalf_of=behalf,
            fresh=self.id_of(3, len(self.events)),
            facts=facts,
        )
        try:
            events = JOB_POSTING.decide(command, self.posting, context)
        except (DomainError, InvalidValue):
            return False
        happened: Recorded[Any] = Recorded(
            event=None,
            event_id=self.stream,
            stream=self.stream,
            version=0,
            position=0,
            epoch=EPOCH,
            recorded_at=self.at,
            effective_at=effective_at or self.at,
            actor=actor,
            command_id=self.id_of(2, len(self.events)),
            correlation_id=self.stream,
            on_behalf_of=behalf,
            reason=str(getattr(command, "reason", None) or "") or None,
        )
        for event in events:
            self.posting = JOB_POSTING.evolve(self.posting, event)
            version = len(self.events) + 1
            event_id = self.id_of(1, version)
            self.events.append(replace(happened, event=event, event_id=event_id, version=version))
        return True


def year(postings: int = 10_000, seed: int = SEED) -> list[Recorded[Any]]:
    """Every event, in the order in which it was recorded."""
    everything: list[Recorded[Any]] = []
    base = world()
    for number in range(postings):
        dice = Random(f"{seed}/{number}")
        life = Life(number, dice, base, NEW_YEAR + timedelta(minutes=dice.randint(0, 500_000)))
        live(life)
        everything += life.events
    everything.sort(key=lambda one: (one.recorded_at, one.stream, one.version))
    return [replace(one, position=position) for position, one in enumerate(everything, start=1)]


def live(life: Life) -> None:
    """From its draft, or its adoption, to wherever it gets."""
    dice, author = life.dice, life.dice.randrange(10)
    role_id = dice.choice(list(life.world.roles))
    role = life.world.roles[role_id]
    said = content(dice, life.world, life.at.date())
    outside = dice.random() < 0.08
    stated = pay(dice, said, role, outside=outside)
    if dice.random() < 0.05:
        adopted = p.AdoptPosting(
            content=said,
            external_id=p.ExternalId(source="board", value=str(life.number)),
            asserted_by="board",
            published_on=life.at.date() - timedelta(days=dice.randint(0, 20)),
            role_id=role_id,
            pay=stated,
        )
        life.do(adopted, author)
    else:
        if not life.do(p.DraftPosting(content=said, role_id=role_id, pay=stated), author):
            return
        agree(life, author, outside=outside)
    for step in range(dice.choice((0, 0, 0, 1, 2))):
        happen(life, author, step)
    end(life, author)


def agree(life: Life, author: int, *, outside: bool) -> None:
    """Written on, submitted, approved by as many as the unit asks for, published."""
    dice = life.dice
    role = life.world.roles[life.posting.role_id] if life.posting.role_id else None
    if role and dice.random() < 0.15:
        life.after(hours=(1, 40))
        reason = dice.choice(("The market moved.", "As agreed with finance."))
        life.do(p.ChangeSalary(pay=pay(dice, life.posting.content, role, outside=outside), reason=reason), author)
    life.after(hours=(1, 30))
    life.do(p.SubmitPostingForApproval(), author)
    if outside:
        life.do(p.RequestBandException("Nobody comes for less."), author)
        life.after(hours=(1, 30))
        life.do(p.GrantBandException(), 15 + dice.randrange(5))
    life.after(hours=(1, 30))
    if dice.random() < 0.05:
        life.do(p.RejectPosting("Not this quarter."), 12)
        return
    for approver in (10, 11, 13):
        if life.posting.status is Status.PENDING_APPROVAL:
            life.after(hours=(1, 9))
            life.do(p.ApprovePosting(), approver)
    life.after(hours=(1, 90))
    life.do(p.PublishPosting(), author)


def happen(life: Life, author: int, step: int) -> None:
    """Something of what happens to a posting on show."""
    dice = life.dice
    role = life.world.roles[life.posting.role_id] if life.posting.role_id else None
    life.after(days=(1, 25))
    chance = dice.random()
    if chance < 0.3:
        life.do(p.PausePosting("Enough for now."), author)
        life.after(days=(1, 12))
        life.do(p.ResumePosting(), author)
    elif chance < 0.6 and role:
        new = pay(dice, life.posting.content, role)
        life.do(p.ProposeAmendment(reason=f"Adjusted, step {step}.", pay=new), author)
        life.after(hours=(1, 60))
        answers = (p.ApproveAmendment(), p.ApproveAmendment(), p.RejectAmendment("No."), p.WithdrawAmendment())
        answered = dice.choice(answers)
        for approver in (10, 11, 13):
            if life.posting.proposal is not None:
                life.do(answered, approver)
    elif chance < 0.7 and life.posting.content.deadline:
        later = date.fromordinal(life.posting.content.deadline.toordinal() + dice.randint(5, 40))
        life.do(p.ExtendDeadline(later, "Too few applied."), author)
    elif chance < 0.8:
        notice = f"N-{life.number}-{step}"
        day = life.at.date()
        rule = dice.choice(RULES.rules).id
        life.do(
            p.RecordNotice(notice=notice, authority="Labour", received_on=day, details="No range.", rule=rule), author
        )
        life.after(days=(3, 50))
        if dice.random() < 0.6:
            life.do(p.CureNotice(notice=notice, how="We added it."), 14)
    elif life.posting.channels:
        channel = dice.choice(life.posting.channels).name
        life.do(p.ConfirmListing(channel=channel), author)
        life.after(days=(1, 9))
        seen = dice.choice((life.posting.document_sha256, "e" * 64, None))
        life.do(p.RecordObservation(channel=channel, shown_sha256=seen), author)
    if dice.random() < 0.04:
        life.do(p.PlaceLegalHold(hold=f"Matter {life.number % 7}", reason="A claim."), 16)


def end(life: Life, author: int) -> None:
    """Most come to their end; some begin again."""
    dice = life.dice
    if dice.random() < 0.2:
        return
    earliest = life.at
    life.after(days=(5, 120))
    over = p.expires_at(life.posting)
    if over is not None and life.at >= over:
        life.at = max(earliest, over) + timedelta(minutes=dice.randint(0, 30))
        life.do(p.ClosePosting(reason=CloseReason.EXPIRED), 19, effective_at=over)
    else:
        reason = dice.choice((CloseReason.FILLED, CloseReason.FILLED, CloseReason.CANCELLED, CloseReason.BUDGET))
        life.do(p.ClosePosting(reason=reason), author)
    if life.posting.status is Status.CLOSED and life.posting.channels and dice.random() < 0.05:
        life.after(days=(1, 5))
        life.do(p.RecordObservation(channel=life.posting.channels[0].name, shown_sha256="d" * 64), author)
    elif dice.random() < 0.08:
        life.after(days=(1, 30))
        new = date.fromordinal(life.at.toordinal() + 60)
        life.do(p.ReopenPosting(reason="The hire left.", deadline=new), author)
        life.after(days=(5, 60))
        life.do(p.ClosePosting(reason=CloseReason.CANCELLED), author)


def streams(events: list[Recorded[Any]]) -> Iterator[list[Recorded[Any]]]:
    """The events of each posting, in order."""
    found: dict[UUID, list[Recorded[Any]]] = {}
    for one in events:
        found.setdefault(one.stream, []).append(one)
    yield from found.values()
