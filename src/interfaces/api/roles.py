"""What can be asked about roles."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from application import audit
from domain.role import ROLE, Role
from interfaces.api.answers import Json, State, of_snapshot
from interfaces.api.deps import Insider, Opened, known_parameters
from interfaces.api.parameters import AsOf, Version
from interfaces.api.schemas import PROBLEM_RESPONSES

router = APIRouter(
    prefix="/v1/roles", tags=["roles"], dependencies=[Depends(known_parameters)], responses=PROBLEM_RESPONSES
)
RoleId = Annotated[UUID, Path(alias="id")]


@router.get("/{id}", response_model=State[Role])
async def role(opened: Opened, _caller: Insider, stream: RoleId, version: Version = None, as_of: AsOf = None) -> Json:
    """A role as it stands, stood at a version, or as of a recorded time."""
    return of_snapshot(await audit.snapshot(opened.store, ROLE, stream, version=version, as_of=as_of))
