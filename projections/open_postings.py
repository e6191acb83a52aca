"""Which postings hang on a role: a question over what the postings' and the roles' rows say."""

from collections.abc import Set
from uuid import UUID

from domain.job_posting import Status
from projections import job_postings, roles
from projections.declaration import Query


def of_role(role_id: UUID, statuses: Set[Status]) -> Query:
    """posting_id of each posting in one of these statuses that offers the role, or a duplicate merged into it."""
    return Query(
        f"SELECT t.posting_id FROM {job_postings.projection.source} t"
        f" WHERE t.role_id = ANY (ARRAY{roles.known_as('%(id)s::uuid')}) AND t.status = ANY(%(statuses)s)"
        " ORDER BY t.created_at, t.posting_id",
        {"id": role_id, "statuses": sorted(status.value for status in statuses)},
    )
