"""What can be asked about job postings; what is published and public, by anyone."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from application import audit, examples
from application.audit import NotFound
from application.authentication import Identity
from application.check import Check, Verdict, check
from domain.clearing import emptied
from domain.job_posting import JOB_POSTING, JobPosting, PostingContent, Status, expired
from domain.job_posting.content import OPTIONAL
from domain.places import EmploymentType, WorkMode
from interfaces.api.answers import Json, Listed, State, described, etag, of_snapshot
from interfaces.api.body import read_command
from interfaces.api.deps import INSIDERS, Caller, Insider, Opened, is_insider, known_parameters, must_hold
from interfaces.api.docs import SAFE_PAGE
from interfaces.api.parameters import AlwaysSeen, AsOf, Id, Page, Seen, Version, Words, one_of
from interfaces.api.past import add_past
from interfaces.api.publications import add_publications
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES, question
from interfaces.services import Services
from projections import job_postings
from projections.job_postings import PostingFilter, PostingRow
from projections.paging import Cursor

router = APIRouter(
    route_class=Route,
    prefix="/v1/job-postings",
    tags=["job-postings"],
    dependencies=[Depends(known_parameters)],
    responses=PROBLEM_RESPONSES,
)
# What nobody outside needs to know of a posting that everyone may read.
INTERNAL: Final = frozenset(
    {"role_id", "role_approval", "role_title", "role_code", "organisation_unit", "requisition", "external_source"}
    | {"external_id", "importer", "source_sha256", "channels", "live_channels", "created_at", "raw_employment_type"}
    | {"employer_id", "unit_id", "channel_states", "approvals", "proposal", "band_exception", "holds", "notices"}
    | {"waived", "findings", "judged_on", "rules_sha256", "jurisdictions", "asserted_by", "relist_of", "relisted_as"}
    | {"scheduled_for", "third_parties", "internal_notice_on", "law_due"}
)
EMPTY: Final = emptied(PostingContent, OPTIONAL)  # what a row leaves out of its content
INTERNAL_SORTS: Final = {"created", "updated"}  # cursors hold what is sorted by, and anyone can read them
_PAGE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/html": {}}, "description": "A whole page."}}
_JOINED: Final = {"role_title": str | None, "role_code": str | None, "behind_since": int | None}
Summary: Any = described("PostingSummary", PostingRow, without=frozenset({"content", "searched"}), **_JOINED)
View: Any = described("PostingView", PostingRow, without=frozenset({"searched"}), **_JOINED)


@router.get("", response_model=Listed[Summary], dependencies=[Seen])
async def search(
    *,
    opened: Opened,
    caller: Caller,
    page: Page,
    status: Status | None = None,
    role: UUID | None = None,
    text: Words = None,
    work_mode: WorkMode | None = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="ISO 3166-1.")] = None,
    employment_type: EmploymentType | None = None,
    salary_at_least: Annotated[
        Decimal | None, Query(ge=0, le=10**12, decimal_places=4, description="By the year.")
    ] = None,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="ISO 4217.")] = None,
    sort: Annotated[
        str | None,
        Query(description="With a token `updated` if left out, else `published`."),
        *one_of(job_postings.SORTS),
    ] = None,
) -> Json:
    """Postings that match, a page at a time; without a token, the public ones without what is internal."""
    if role is not None or sort in INTERNAL_SORTS:
        must_hold(caller, INSIDERS)
    sort = sort or ("updated" if is_insider(caller) else "published")
    wanted = PostingFilter(
        status=status,
        role_id=role,
        text=text,
        work_mode=work_mode,
        country=country,
        employment_type=employment_type,
        salary_at_least=salary_at_least,
        currency=currency,
    )
    after = Cursor(*page.after) if page.after else None
    query = job_postings.search(
        wanted, sort=sort, after=after, limit=page.limit + 1, public_at=_public_at(opened, caller)
    )
    listed = page.cut(await opened.read_side.rows(query), "sort_value", "posting_id")
    return Json(listed if is_insider(caller) else Listed([_public(row) for row in listed.items], listed.next))


@router.get("/{id}", response_model=View | State[JobPosting], dependencies=[Seen])
async def one(opened: Opened, caller: Caller, stream: Id, version: Version = None, as_of: AsOf = None) -> Json:
    """A posting as the read side has it; with `version` or `as_of`, its state as the log has it (token needed)."""
    if version is not None or as_of is not None:
        must_hold(caller, INSIDERS)
        return of_snapshot(await audit.snapshot(opened.store, JOB_POSTING, stream, version=version, as_of=as_of))
    rows = await opened.read_side.rows(job_postings.by_id(stream, public_at=_public_at(opened, caller)))
    if not rows:
        raise _nothing(stream)
    row = {**rows[0], "content": {**EMPTY, **rows[0]["content"]}}
    return Json(row if is_insider(caller) else _public(row), headers=etag(row["version"]))


@router.get("/{id}/published", response_class=Response, responses=_PAGE, dependencies=[AlwaysSeen])
async def published(
    *, request: Request, opened: Opened, caller: Caller, stream: Id, version: Version = None, as_of: AsOf = None
) -> Response:
    """The exact bytes that the public is shown; with `version` or `as_of`, was shown (token needed)."""
    if version is not None or as_of is not None:
        must_hold(caller, INSIDERS)
    try:
        snapshot = await audit.snapshot(opened.store, JOB_POSTING, stream, version=version, as_of=as_of)
    except NotFound:
        raise _nothing(stream) from None
    posting = snapshot.state
    public = posting.public and not expired(posting, opened.clock.now())
    if posting.document_sha256 is None or not (public or is_insider(caller)):
        raise _nothing(stream)
    headers = {"ETag": f'"{posting.document_sha256}"', "Cache-Control": "no-cache", **SAFE_PAGE}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    page = await opened.store.document(posting.document_sha256)
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.post(
    "/{id}/check",
    operation_id="Check",
    response_model=Verdict,
    openapi_extra=question(Check, examples.CHECK, INSIDERS),
)
async def ask_check(request: Request, opened: Opened, _caller: Insider, stream: Id) -> Json:
    """Whether it could be shown, and everything that stands in the way; nothing is changed by asking."""
    asked, _ = await read_command(request, Check)
    return Json(await check(opened, stream, asked))


add_past(router, JOB_POSTING)
add_publications(router)


def _public_at(opened: Services, caller: Identity | None) -> datetime | None:
    # Insiders see what is not public, too.
    return None if is_insider(caller) else opened.clock.now()


def _nothing(stream: UUID) -> NotFound:
    # The same words for what is not there and for what is not to be seen.
    return NotFound(f"no job posting {stream} is to be seen here: a token shows more, and min_position waits for news")


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in INTERNAL}
    if "content" in shown:
        shown["content"] = {name: value for name, value in shown["content"].items() if name not in INTERNAL}
    return shown
