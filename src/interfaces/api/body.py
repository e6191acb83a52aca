"""Reads a command's raw body once, bounded in size and time, and validates it strictly."""

import asyncio
from email.message import Message
from functools import cache
from typing import Any, Final

from fastapi import Request
from pydantic import TypeAdapter, ValidationError
from starlette.types import Receive

from interfaces.api.headers import Headers, headers_of
from interfaces.api.json_text import check_decimals, check_json, may_be_absurd
from interfaces.api.problems import Problem, invalid

LARGEST_BODY: Final = 1024 * 1024  # bytes; a document of 200,000 characters fits four times
SLOWEST_BODY: Final = 10.0  # seconds for the rest of it, once some is here; for that, see protocol.SLOWEST_MESSAGE


@cache
def adapter(command: type) -> TypeAdapter[Any]:
    """The validator of a command's class; building one takes milliseconds, so each is built once."""
    return TypeAdapter(command)


async def read_command(request: Request, command: type) -> tuple[Any, bytes]:
    """The command in the body, and the body as it came. No body at all stands for `{}`. Raises Problem."""
    headers = headers_of(request.scope)
    raw = await _read(headers, request.receive)
    if raw:
        _check_kind(headers)
    return parse(command, raw or b"{}"), raw


def parse(command: type, raw: bytes) -> Any:
    """A command from JSON, strictly: nothing unknown, nothing twice, nothing converted. Raises Problem."""
    check_json(raw)
    try:
        parsed = adapter(command).validate_json(raw, strict=True, extra="forbid")
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_input=False)) from None
    if may_be_absurd(raw):  # going through all of a command cost more than this
        check_decimals(parsed)
    return parsed


async def _read(headers: Headers, receive: Receive) -> bytes:
    # No refusal closes the connection: that would reset a client who still writes, and take the answer with it. The
    # rest of the body is thrown away as it comes, and only for so long (protocol.SLOWEST_MESSAGE).
    if "content-encoding" in headers and headers["content-encoding"][0].lower() != "identity":
        raise Problem(415, "content-encoding-refused", "Send the body as it is, not compressed.")
    announced = headers["content-length"][0] if "content-length" in headers else "0"
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > LARGEST_BODY:
        raise _too_large()
    body, complete = await _piece(receive)
    if complete:  # as nearly all are: a deadline for what is here already would cost more than reading it
        return body
    pieces = bytearray(body)
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            while not complete:
                body, complete = await _piece(receive)
                pieces += body
                if len(pieces) > LARGEST_BODY:
                    raise _too_large()
    except TimeoutError:
        detail = f"The body did not arrive within {SLOWEST_BODY:.0f} seconds."
        raise Problem(408, "body-too-slow", detail) from None
    return bytes(pieces)


async def _piece(receive: Receive) -> tuple[bytes, bool]:
    """What has arrived, and whether that was the last of it."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Problem(400, "body-cut-off", "The connection ended within the body.")
    body = message.get("body", b"")
    if len(body) > LARGEST_BODY:
        raise _too_large()
    return body, not message.get("more_body", False)


def _too_large() -> Problem:
    return Problem(413, "body-too-large", f"A body has at most {LARGEST_BODY} bytes.")


def _check_kind(headers: Headers) -> None:
    said = headers["content-type"][0] if "content-type" in headers else ""
    if said == "application/json":
        return
    header = Message()
    header["content-type"] = said
    charset = header.get_content_charset() or "utf-8"
    if header.get_content_type() != "application/json" or charset != "utf-8":
        raise Problem(415, "content-type-refused", "A body is application/json in UTF-8.")
