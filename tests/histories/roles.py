"""Roles for postings that others wrote, approved as usual."""

from uuid import UUID

from domain.role import ApproveRole, DraftRole, RoleContent, SubmitRoleForApproval
from tests.histories.desk import REVIEWER, Desk


async def role_in_force(desk: Desk, code: str) -> UUID:
    """The id of a role that has been drafted by one person and approved by another."""
    drafted = await desk.do(DraftRole(code=code, content=RoleContent(title=code.replace("-", " ").capitalize())))
    submitted = await desk.do(SubmitRoleForApproval(), drafted.stream)
    await desk.do(ApproveRole(), drafted.stream, by=REVIEWER, seen=submitted.version)
    return drafted.stream
