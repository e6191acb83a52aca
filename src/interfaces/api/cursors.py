"""Page cursors: where the next page begins, authenticated and good for one query only."""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request

from interfaces.api.problems import Problem

_MAC: Final = 16  # bytes
_NOT_PART: Final = {"cursor", "limit", "min_position"}  # a reader may change these from page to page


def query_of(request: Request, *more: str) -> bytes:
    """What a cursor is bound to: the path, the filters and the order, and whatever else decides the rows."""
    filters = sorted(item for item in request.query_params.multi_items() if item[0] not in _NOT_PART)
    return json.dumps([request.url.path, filters, more]).encode()


def seal(key: bytes, query: bytes, after: Sequence[Any]) -> str:
    """The cursor after a row. after: JSON values of what the rows are ordered by."""
    payload = json.dumps(list(after)).encode()
    return base64.urlsafe_b64encode(_mac(key, query, payload) + payload).rstrip(b"=").decode()


def unseal(key: bytes, query: bytes, cursor: str) -> list[Any]:
    """What `seal` was given. Raises a 400 Problem for a cursor that we did not make for this query."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    mac, payload = raw[:_MAC], raw[_MAC:]
    if not hmac.compare_digest(mac, _mac(key, query, payload)):
        raise Problem(400, "cursor-invalid", "This cursor belongs to another query: begin again without one.")
    values: list[Any] = json.loads(payload)
    return values


def _mac(key: bytes, query: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, len(query).to_bytes(8, "big") + query + payload, "sha256")[:_MAC]
