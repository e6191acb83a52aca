"""Every aggregate there is: one line each."""

from typing import Any, Final

from domain.decider import Decider
from domain.job_posting import JOB_POSTING
from domain.organisation import ORGANISATION
from domain.reservation import RESERVATION
from domain.role import ROLE

AGGREGATES: Final[tuple[Decider[Any, Any, Any], ...]] = (ROLE, JOB_POSTING, ORGANISATION, RESERVATION)
EVENT_TYPES: Final[dict[str, type]] = {name: cls for a in AGGREGATES for name, cls in a.events.items()}
TOPICS: Final[dict[type, str]] = {cls: name for name, cls in EVENT_TYPES.items()}
