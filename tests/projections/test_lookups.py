"""Roles, career paths in both directions, and the audit trail, as they are asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from domain.changes import MASK
from domain.job_posting import PostingApproved, PostingClosed, PostingContent, PostingDrafted, PostingRejected
from domain.job_posting import Status as PostingStatus
from domain.job_posting.commands import CloseReason
from domain.organisation import Kind, OrganisationRegistered, OrganisationRenamed
from domain.pay import Period, SalaryBand
from domain.role import (
    CareerLink,
    CareerPathLinked,
    CareerPathUnlinked,
    Direction,
    RoleAbsorbed,
    RoleApproved,
    RoleContent,
    RoleDrafted,
    RoleMerged,
    RoleRetired,
    RoleRevisionAbandoned,
    RoleTitleChanged,
    Status,
)
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from projections import audit_trail, career_paths, job_postings, open_postings, roles
from projections.audit_trail import AuditFilter
from projections.catalogue import discover
from projections.job_postings import PostingFilter
from projections.roles import RoleFilter
from tests.conftest import Database
from tests.projections.histories import PEOPLE, START, MemoryLog, history_of_one_posting
from tests.projections.tables import engine_for, run

BAKER, MASTER, BAKERY = UUID(int=1), UUID(int=2), UUID(int=3)
ALICE, BOB = PEOPLE[0], PEOPLE[1]


def two_roles() -> MemoryLog:
    """A baker who advances to a master baker, comes from free text, and is renamed after its approval."""
    log = MemoryLog()
    entry = CareerLink(direction=Direction.ENTRY_FROM, title="Apprentice (in a smaller house)", note="Two years")
    ahead = CareerLink(direction=Direction.ADVANCES_TO, role_id=MASTER)
    band = SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(30_000), maximum=Decimal(40_000))
    content = RoleContent(
        title="Baker", family="Bakery", purpose="Bakes.", career_path=(entry, ahead), salary_bands=(band,)
    )
    log.record(BAKER, RoleDrafted(code="baker", content=content, by=(ALICE,)))
    log.record(MASTER, RoleDrafted(code="master", content=RoleContent(title="Master Baker"), by=(ALICE,)))
    log.record(BAKER, RoleApproved(approval=1, comment="Canary agreed"), by=BOB)
    log.record(BAKER, RoleTitleChanged(old="Baker", new="Night Baker", by=(ALICE,)), reason="Says what it is.")
    return log


async def read(pool: Pool, log: MemoryLog) -> ReadSide:
    """Every projection, fed with the log."""
    engine = await engine_for(pool, log, *discover())
    await engine.apply(log.events)
    return ReadSide(pool, log, discover())


ROLES_FOUND: Sequence[tuple[RoleFilter, list[str]]] = [
    (RoleFilter(), ["baker", "master"]),
    (RoleFilter(status=Status.APPROVED), ["baker"]),
    (RoleFilter(code="master"), ["master"]),
    (RoleFilter(text="bakers"), ["baker", "master"]),
    (RoleFilter(family="Bakery"), ["baker"]),
]


def test_each_filter_finds_its_roles(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, two_roles())
        for wanted, codes in ROLES_FOUND:
            rows = await read_side.rows(roles.search(wanted, sort="code", limit=10))
            assert [row["code"] for row in rows] == codes, wanted

    run(database, test)


def test_a_role_says_what_is_written_and_what_is_in_force(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, two_roles())
        [row] = await read_side.rows(roles.by_id(BAKER))
        assert (row["title"], row["in_force_title"], row["approval"], row["version"]) == ("Night Baker", "Baker", 1, 3)
        assert (row["band_minimum"], row["band_currency"]) == (30_000, "EUR")
        assert row["content"]["purpose"] == "Bakes."

    run(database, test)


def test_a_career_path_is_walked_in_both_directions(database: Database) -> None:
    log = two_roles()

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        [ahead, entry] = await read_side.rows(career_paths.of_role(BAKER))
        assert (ahead["direction"], ahead["title"], ahead["named_by"]) == ("advances-to", "Master Baker", BAKER)
        assert (entry["direction"], entry["title"], entry["note"], entry["role_id"]) == (
            "entry-from",
            "Apprentice (in a smaller house)",
            "Two years",
            None,
        )
        [back] = await read_side.rows(career_paths.of_role(MASTER))
        assert (back["direction"], back["title"], back["role_id"]) == ("entry-from", "Night Baker", BAKER)

        engine = await engine_for(pool, log, *discover())
        aside = CareerLink(direction=Direction.LATERAL, role_id=BAKER)
        ahead_link = CareerLink(direction=Direction.ADVANCES_TO, role_id=MASTER)
        await engine.apply(
            [
                log.record(MASTER, CareerPathLinked(link=aside, by=(ALICE,))),
                log.record(BAKER, CareerPathUnlinked(link=ahead_link, by=(ALICE,))),
            ]
        )
        [lateral] = await read_side.rows(career_paths.of_role(MASTER))
        assert (lateral["direction"], lateral["role_id"]) == ("lateral", BAKER)
        assert {row["direction"] for row in await read_side.rows(career_paths.of_role(BAKER))} == {
            "entry-from",
            "lateral",
        }

    run(database, test)


def test_a_duplicate_is_answered_for_by_the_role_that_stands_for_it(database: Database) -> None:
    """The twin was merged into the old baker, and that one into the baker."""
    log = two_roles()
    old, twin, helper = UUID(int=3), UUID(int=4), UUID(int=5)

    def to(direction: Direction, role_id: UUID) -> CareerLink:
        return CareerLink(direction=direction, role_id=role_id)

    for role_id, code, path in (
        (old, "old", (to(Direction.ADVANCES_TO, MASTER),)),
        (twin, "twin", ()),
        (helper, "helper", (to(Direction.ADVANCES_TO, twin), to(Direction.LATERAL, MASTER))),
    ):
        content = RoleContent(title=code.title(), career_path=path)
        log.record(role_id, RoleDrafted(code=code, content=content, by=(ALICE,)))
    for duplicate, into in ((twin, old), (old, BAKER)):
        log.record(duplicate, RoleMerged(into=into, reason="The same work"))
        log.record(into, RoleAbsorbed(duplicate=duplicate))
    log.record(MASTER, RoleRetired(reason="Sold", postings_close_on=START.date()))
    posted = UUID(int=9)
    log.record(posted, PostingDrafted(content=PostingContent(title="Baker"), role_id=twin, by=(ALICE,)))

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        for asked in (BAKER, old, twin):
            steps = await read_side.rows(career_paths.of_role(asked))
            by_helper = next(row for row in steps if row["named_by"] == helper)
            assert (by_helper["direction"], by_helper["role_id"]) == ("entry-from", helper)
            assert {row["named_by"] for row in steps} == {BAKER, helper}, "what a duplicate said ended with it"
            found = await read_side.rows(open_postings.of_role(asked, frozenset({PostingStatus.DRAFT})))
            assert [row["posting_id"] for row in found] == [posted]
            [shown] = await read_side.rows(job_postings.search(PostingFilter(role_id=asked), limit=9))
            assert (shown["role_id"], shown["role_code"]) == (twin, "baker")
        steps = await read_side.rows(career_paths.of_role(helper))
        ahead, aside = sorted(steps, key=lambda row: str(row["direction"]))
        assert (ahead["role_id"], ahead["code"], ahead["status"]) == (BAKER, "baker", "approved")
        assert (ahead["target_role_id"], ahead["target_status"]) == (twin, "merged")
        assert (aside["role_id"], aside["target_status"]) == (MASTER, "retired")
        [row] = await read_side.rows(roles.by_id(twin))
        assert (row["status"], row["merged_into"]) == ("merged", old)

    run(database, test)


def test_an_abandoned_revision_leaves_the_steps_that_are_in_force(database: Database) -> None:
    log = two_roles()
    in_force = log.events[0].event.content
    aside = CareerLink(direction=Direction.LATERAL, title="Confectioner")
    log.record(BAKER, CareerPathUnlinked(link=in_force.career_path[0], by=(ALICE,)))
    log.record(BAKER, CareerPathLinked(link=aside, by=(ALICE,)))
    revised = replace(in_force, title="Night Baker", career_path=(in_force.career_path[1], aside))
    log.record(BAKER, RoleRevisionAbandoned(old=revised, new=in_force))

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        steps = await read_side.rows(career_paths.of_role(BAKER))
        assert [row["title"] for row in steps] == ["Master Baker", "Apprentice (in a smaller house)"]
        [row] = await read_side.rows(roles.by_id(BAKER))
        assert (row["status"], row["title"]) == ("approved", "Baker")

    run(database, test)


ENTRIES_FOUND: Sequence[tuple[AuditFilter, list[int]]] = [
    (AuditFilter(), [4, 3, 2, 1]),
    (AuditFilter(subject="bob"), [3]),
    (AuditFilter(kind="role"), [4, 3, 2, 1]),
    (AuditFilter(kind="job_posting"), []),
    (AuditFilter(stream=MASTER), [2]),
    (AuditFilter(event="role.drafted"), [2, 1]),
    (AuditFilter(event="role.drafted.v1"), [2, 1]),
    (AuditFilter(event="role.draft"), []),
    (AuditFilter(field="title"), [4, 2, 1]),
    (AuditFilter(field="content.title"), [4, 2, 1]),
    (AuditFilter(field="approval"), [3]),
    (AuditFilter(since=START + timedelta(minutes=2), until=START + timedelta(minutes=4)), [3, 2]),
]


def test_each_question_to_the_audit_trail_is_answered_in_pages(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, two_roles())
        for wanted, positions in ENTRIES_FOUND:
            assert [r["position"] for r in await read_side.rows(audit_trail.search(wanted, limit=9))] == positions, (
                wanted
            )
            first = await read_side.rows(audit_trail.search(wanted, limit=2))
            before = first[-1]["position"] if first else None
            rest = await read_side.rows(audit_trail.search(wanted, before=before, limit=9)) if first else []
            assert [row["position"] for row in (*first, *rest)] == positions, wanted

    run(database, test)


def test_a_field_that_only_organisations_have_is_found_among_what_happened_to_them(database: Database) -> None:
    log = two_roles()
    log.record(BAKERY, OrganisationRegistered(kind=Kind.UNIT, name="Bakery"))
    log.record(BAKERY, OrganisationRenamed(old="Bakery", new="Night Bakery"))

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        for wanted, positions in (
            (AuditFilter(field="name"), [6, 5]),
            (AuditFilter(field="name", kind="organisation", event="organisation.renamed"), [6]),
            (AuditFilter(field="name", kind="role"), []),
            (AuditFilter(field="name", stream=BAKER), []),
            (AuditFilter(field="policies"), []),
            (AuditFilter(field="status"), [5, 3, 2, 1]),
        ):
            found = await read_side.rows(audit_trail.search(wanted, limit=9))
            assert [row["position"] for row in found] == positions, wanted

    run(database, test)


def test_an_entry_says_who_what_from_what_to_what_and_why(database: Database) -> None:
    log = two_roles()
    log.record(BAKER, RoleTitleChanged(old="Night Baker", new="Baker", by=(ALICE, BOB)))

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        [newest, renamed, approved, *_] = await read_side.rows(audit_trail.search(AuditFilter(), limit=9))
        assert renamed["changes"] == [{"field": "content.title", "old": "Baker", "new": "Night Baker"}]
        assert (renamed["subject"], renamed["issuer"], renamed["why"]) == ("alice", ALICE.issuer, "Says what it is.")
        assert renamed["topic"] == "role.title_changed.v1"
        assert (newest["behalf_subject"], renamed["behalf_subject"]) == ("dora", None)
        assert {change["field"] for change in approved["changes"]} == {"status", "in_force", "approval"}
        assert "Canary" not in str(approved)

    run(database, test)


def test_reasons_are_told_and_persons_masked() -> None:
    log = history_of_one_posting(BAKER)
    approved = log.record(BAKER, PostingApproved(role_approval=None, comment="Canary said so"))
    rejected = log.record(BAKER, PostingRejected(reason="Say more."))
    enveloped = log.record(BAKER, PostingRejected(reason="Say more."), reason="Say it in the envelope.")
    closed = log.record(BAKER, PostingClosed(reason=CloseReason.OTHER, explanation="The shop burned down."))
    assert [audit_trail.why(one) for one in (approved, rejected, enveloped, closed)] == [
        MASK,
        "Say more.",
        "Say it in the envelope.",
        "other: The shop burned down.",
    ]
