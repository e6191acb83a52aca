"""Taking over a posting that is live elsewhere already, as its importer asserts."""

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import AdoptPosting
from domain.job_posting.deadline import today
from domain.job_posting.editing import pay_names_known_places
from domain.job_posting.errors import PostedInTheFuture
from domain.job_posting.events import PostingEvent, PostingImported
from domain.job_posting.judging import role_version
from domain.job_posting.lawfulness import findings, judged
from domain.job_posting.render import RENDERER, digest, render
from domain.job_posting.state import JobPosting, PostingFacts, Status


def adopt(command: AdoptPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Note it as public, as asserted by import. What the law finds wrong with it refuses nothing, but is told."""
    posting = JobPosting(
        status=Status.PUBLISHED,
        content=command.content,
        role_id=command.role_id,
        pay=command.pay,
        published_on=command.published_on,
    )
    pay_names_known_places(posting)
    day = today(posting, context.now)
    require(
        command.published_on <= day,
        PostedInTheFuture,
        f"it is {day} where it is: what will be posted on {command.published_on} is drafted and scheduled",
    )
    judgement = judged(posting, context)
    imported = PostingImported(
        content=command.content,
        asserted_by=command.asserted_by,
        published_on=command.published_on,
        document_sha256=digest(render(posting, RENDERER)),
        renderer=RENDERER,
        judgement=judgement,
        by=context.people,
        role_id=command.role_id,
        role_approval=role_version(posting, context),
        pay=command.pay,
        external_id=command.external_id,
        provenance=command.source.provenance if command.source else None,
    )
    return (imported, *findings(posting, judgement))
