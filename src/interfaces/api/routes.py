"""Routes that are described when somebody asks: what FastAPI makes of a route, it makes for OpenAPI before all."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute


class Route(APIRoute):
    """Sends what its endpoint answers, which is a Response. What it says to OpenAPI is made by `described`.

    response_model tells OpenAPI the answer's shape. openapi_extra: as FastAPI has it, and what is callable in it is
    called. Made at start, all that was a third of what `rolecall up` computed until it was ready.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        response_model: Any = None,
        openapi_extra: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(path, endpoint, response_model=None, **more)
        self._answer = response_model
        self._extra = openapi_extra or {}
        self._more = more

    def described(self) -> APIRoute:
        """The same route as OpenAPI is told of it. Raises where its models or examples are wrong."""
        extra = {name: value() if callable(value) else value for name, value in self._extra.items()}
        return APIRoute(
            self.path, self.endpoint, response_model=self._answer, openapi_extra=extra or None, **self._more
        )

    @cached_property
    def query(self) -> frozenset[str]:
        """The query parameters that it takes."""
        return frozenset(_query_of(self.dependant))


def _query_of(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for needed in dependant.dependencies:
        yield from _query_of(needed)
