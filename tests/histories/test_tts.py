"""The real edit history of job descriptions, fed as commands, gives back each revision's text exactly.

ROLECALL_SHARED_DATA names the folder that holds it (18f-join-tts/); without it there is nothing to collect.
"""

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from uuid import UUID

import pytest

from application.audit import diff, snapshot
from application.readable_diff import readable
from application.text_diff import applied, edits
from domain.job_posting import (
    JOB_POSTING,
    AmendmentProposed,
    JobPosting,
    PostingAmended,
    PostingApproved,
    PostingArchived,
    PostingClosed,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDiscarded,
    PostingPublished,
    PostingRelisted,
)
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.migrations import APPLICATION
from infrastructure.settings import Settings
from tests.application.commanding import StoppedClock
from tests.histories.desk import Desk
from tests.histories.roles import role_in_force
from tests.histories.tts import Revision, Website, revisions
from tests.interfaces.api.house import serving

DATABASE = "history_of_pages"
Kept = Sequence[tuple[Revision, UUID, int]]

if SHARED := os.environ.get("ROLECALL_SHARED_DATA"):
    PAGES = revisions(Path(SHARED))

    @pytest.fixture(scope="module")
    def kept(postgres: EmbeddedPostgres, migrated_template: str) -> Kept:
        """The whole history, replayed: where in the log each revision stands."""
        postgres.create_database(DATABASE, template=migrated_template)
        return asyncio.run(replayed(postgres.url(APPLICATION, DATABASE)))

    async def replayed(url: str) -> Kept:
        async with PostgresEventStore(url) as store:
            desk = Desk(store=store, clock=StoppedClock(datetime(2023, 1, 1, tzinfo=UTC)))
            website = Website(desk, await role_in_force(desk, "digital-service-expert"))
            await website.live_through(one for page in PAGES.values() for one in page)
            return website.kept

    def test_the_history_is_lived_through_as_people_would(kept: Kept, postgres: EmbeddedPostgres) -> None:
        assert len(kept) == sum(one.text is not None for page in PAGES.values() for one in page) == 333

        async def happened() -> Counter[type]:
            async with PostgresEventStore(postgres.url(APPLICATION, DATABASE)) as store:
                return Counter(type(one.event) for one in await store.read(0, 10_000))

        events = asyncio.run(happened())
        assert events[PostingPublished] == events[PostingApproved] == 76
        assert events[PostingAmended] == events[AmendmentProposed] == 47
        assert (events[PostingDeadlineExtended], events[PostingDeadlineShortened]) == (9, 5)
        assert (events[PostingClosed], events[PostingRelisted]) == (75, 47)
        assert (events[PostingDiscarded], events[PostingArchived]) == (16, 5)

    def test_every_revision_is_given_back_exactly(kept: Kept, postgres: EmbeddedPostgres, tmp_path: Path) -> None:
        """From the log and over HTTP, and what the public was shown then by its hash."""
        url = postgres.url(APPLICATION, DATABASE)

        async def states() -> list[JobPosting]:
            async with PostgresEventStore(url) as store:
                found = [await snapshot(store, JOB_POSTING, stream, version=version) for _, stream, version in kept]
                return [one.state for one in found]

        settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache", database_url=url)
        pages_seen = 0
        with serving(settings, fed=False) as house:
            for (revision, stream, version), state in zip(kept, asyncio.run(states()), strict=True):
                assert state.content.description.encode() == (revision.text or "").encode()
                path, then = f"/v1/job-postings/{stream}", {"version": version}
                said = house.bob.get(path, params=then).json()["state"]["content"]
                assert said["description"].encode() == (revision.text or "").encode()
                assert (said["title"], said["deadline"]) == (revision.title, revision.closes and str(revision.closes))
                page = house.bob.get(f"{path}/published", params=then)
                assert (page.status_code == 200) == (state.document_sha256 is not None)
                if state.document_sha256:
                    pages_seen += 1
                    assert sha256(page.content).hexdigest() == state.document_sha256
        assert pages_seen == 47

    def test_any_two_revisions_of_a_page_are_compared(kept: Kept, postgres: EmbeddedPostgres, tmp_path: Path) -> None:
        """The edits that are told turn the one text into the other, and what a person reads says which lines."""
        url = postgres.url(APPLICATION, DATABASE)
        of_page: dict[UUID, list[tuple[Revision, int]]] = defaultdict(list)
        for revision, stream, version in kept:
            of_page[stream].append((revision, version))

        async def compared() -> int:
            async with PostgresEventStore(url) as store:
                pairs = [(stream, *pair) for stream, page in of_page.items() for pair in combinations(page, 2)]
                for stream, (old, earlier), (new, later) in pairs:
                    changes = await diff(store, JOB_POSTING, stream, earlier, later)
                    told = {change.field: change for change in changes}
                    if "content.description" not in told:
                        assert old.text == new.text
                        continue
                    change = told["content.description"]
                    assert applied(old.text or "", edits(change.old, change.new)) == new.text
                    assert "content.description\n" in readable(changes)
                return len(pairs)

        assert asyncio.run(compared()) == 528
        settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache", database_url=url)
        longest = max(of_page.items(), key=lambda page: len(page[1]))
        stream, [(_, first), *_, (_, last)] = longest
        with serving(settings, fed=False) as house:
            told = house.bob.get(f"/v1/job-postings/{stream}/diff?from={first}&to={last}&format=text").text
        assert "content.description\n" in told
        assert {line[2] for line in told.splitlines() if line.startswith("  ")} <= set(" -+~…")
