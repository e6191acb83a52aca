"""Bodies that no command should be made of: each is refused at once as the client's error, none fails us."""

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from application.commands import COMMANDS, CommandType
from interfaces.api.body import LARGEST_BODY, parse
from interfaces.api.json_text import check_decimals, may_be_absurd
from interfaces.api.problems import Problem
from interfaces.api.schemas import example_of
from tests.interfaces.api.house import House, example

JSON = {"Content-Type": "application/json"}
DRAFT = json.dumps(example("DraftRole"))


def with_title(title: str) -> bytes:
    """A draft of a role whose title is written thus, in JSON."""
    return DRAFT.replace('"Lead Backend Engineer"', title, 1).encode()


def with_amount(amount: str) -> bytes:
    """A draft of a role whose band begins at an amount written thus, in JSON."""
    assert '"160000"' in DRAFT
    return DRAFT.replace('"160000"', amount, 1).encode()


REFUSED = {
    "not JSON": (b"code=x", 400, "body-not-json"),
    "cut off": (DRAFT[:-1].encode(), 400, "body-not-json"),
    "two values": (DRAFT.encode() * 2, 400, "body-not-json"),
    "a list": (b"[]", 422, "invalid-request"),
    "null": (b"null", 422, "invalid-request"),
    "a number": (b"7", 422, "invalid-request"),
    "NaN": (with_amount("NaN"), 400, "body-not-json"),
    "Infinity": (with_amount("-Infinity"), 400, "body-not-json"),
    "NaN as a string": (with_amount('"NaN"'), 422, "invalid-request"),
    "sNaN as a string": (with_amount('"sNaN"'), 422, "invalid-request"),
    "an absurd exponent": (with_amount("1e999"), 422, "number-absurd"),
    "an exponent of many digits": (with_amount("1e" + "9" * 5000), 422, "number-absurd"),
    "an absurd integer": (with_amount("9" * 5000), 422, "number-absurd"),
    "absurd decimals": (with_amount("1." + "0" * 5000 + "1"), 422, "number-absurd"),
    "an absurd exponent as a string": (with_amount('"1e-999999"'), 422, None),
    "absurd digits as a string": (with_amount('"1' + "0" * 5000 + '"'), 422, None),
    "a NUL": (with_title('"Lead\\u0000Engineer"'), 422, "not-text"),
    "half a character": (with_title('"Lead\\ud800Engineer"'), 422, "not-text"),
    "the other half": (with_title('"Lead\\udc00Engineer"'), 422, "not-text"),
    "a NUL in a name": (b'{"co\\u0000de": 1}', 422, "not-text"),
    "a raw control character": (with_title('"Lead\nEngineer"'), 400, "body-not-json"),
    "UTF-16": (DRAFT.encode("utf-16"), 400, "body-not-utf-8"),
    "UTF-16 without a mark": (DRAFT.encode("utf-16-le"), 400, "body-not-json"),
    "a byte order mark": (b"\xef\xbb\xbf" + DRAFT.encode(), 400, "body-not-json"),
    "Latin-1": (with_title('"Ingénieur"').decode().encode("latin-1"), 400, "body-not-utf-8"),
    "an overlong encoding": (DRAFT.replace("Lead", "L\x00\x00d").encode().replace(b"\0\0", b"\xc0\x80"), 400, None),
    "900 levels": (b'{"content":' * 900 + b"1" + b"}" * 900, 400, "body-too-deep"),
    "100,000 lists": (b"[" * 100_000, 400, "body-too-deep"),
    "unclosed quotes": (b'"\\' * 400_000, 400, "body-not-json"),
    "a name twice": (DRAFT.replace('{"code"', '{"code": "first", "code"', 1).encode(), 400, "name-twice"),
    "a name twice, deep": (DRAFT.replace('"title"', '"title": "first", "title"', 1).encode(), 400, "name-twice"),
    "a name twice, written otherwise": (
        DRAFT.replace('{"code"', '{"c\\u006fde": "first", "code"', 1).encode(),
        400,
        "name-twice",
    ),
    "an unknown field": (json.dumps(example("DraftRole", status="approved")).encode(), 422, "invalid-request"),
    "a read-only field": (json.dumps(example("DraftRole", id="x", version=9)).encode(), 422, "invalid-request"),
    "an unknown field, deep": (DRAFT.replace('"title"', '"titel": "x", "title"', 1).encode(), 422, "invalid-request"),
    "a number as text": (DRAFT.replace('"minimum_years": 8', '"minimum_years": "8"').encode(), 422, "invalid-request"),
    "true as a number": (DRAFT.replace('"minimum_years": 8', '"minimum_years": true').encode(), 422, "invalid-request"),
    "an inverted band": (with_amount('"999999"'), 422, "salary-range-inverted"),
    "a blank title": (with_title('"  "'), 422, "title-blank"),
}


@pytest.mark.parametrize("attack", REFUSED)
def test_a_body_that_is_no_command_is_refused_at_once(shared_house: House, attack: str) -> None:
    body, status, code = REFUSED[attack]
    began = time.monotonic()
    answer = shared_house.alice.post("/v1/roles", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["status"] == status
    assert problem["detail"]
    if code:
        assert problem["code"] == code
    assert time.monotonic() - began < 3


def test_what_is_wrong_with_which_field_is_listed(shared_house: House) -> None:
    body = {"code": "x", "content": {"title": "T", "track": "sideways", "salary_bands": [{"currency": 7}]}}
    problem = shared_house.alice.post("/v1/roles", json=body).json()
    listed = {error["field"]: error["message"] for error in problem["errors"]}
    assert "individual-contributor" in listed["content.track"]
    assert {"content.salary_bands.0.currency", "content.salary_bands.0.minimum"} <= listed.keys()
    assert "(and" in problem["detail"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Content-Type": "text/plain"}, "content-type-refused"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "content-type-refused"),
        ({"Content-Type": "application/json; charset=utf-16"}, "content-type-refused"),
        ({}, "content-type-refused"),
        ({**JSON, "Content-Encoding": "gzip"}, "content-encoding-refused"),
        ({**JSON, "Content-Encoding": "br"}, "content-encoding-refused"),
    ],
)
def test_only_plain_json_is_read(shared_house: House, headers: dict[str, str], code: str) -> None:
    content = gzip.compress(b"0" * 10**8) if "Content-Encoding" in headers else DRAFT.encode()
    answer = shared_house.alice.post("/v1/roles", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, code)


def test_json_with_its_charset_named_is_read(shared_house: House) -> None:
    headers = {"Content-Type": "Application/JSON; Charset=UTF-8"}
    body = json.dumps(example("DraftRole", code="charset-named"))
    assert shared_house.alice.post("/v1/roles", content=body, headers=headers).status_code == 201


def test_a_large_body_is_refused_by_its_announcement_and_by_its_bytes(shared_house: House) -> None:
    body = b'"' + b"x" * LARGEST_BODY + b'"'
    for _ in range(10):  # the connection survives: a reset could take the answer with it
        assert shared_house.alice.post("/v1/roles", content=body * 5, headers=JSON).status_code == 413

    def dripped() -> Iterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    assert shared_house.alice.post("/v1/roles", content=dripped(), headers=JSON).status_code == 413


def test_the_token_is_asked_for_before_the_body_is_read(shared_house: House) -> None:
    assert shared_house.anyone.post("/v1/roles", content=b"\0" * 100, headers=JSON).status_code == 401
    assert shared_house.bob.post("/v1/roles", content=b"\0" * 100, headers=JSON).status_code == 403


def test_a_command_without_required_fields_needs_no_body(shared_house: House) -> None:
    role = shared_house.alice.post("/v1/roles", json=example("DraftRole", code="no-body")).json()["id"]
    assert shared_house.alice.post(f"/v1/roles/{role}/submit-for-approval").status_code == 200


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.command.__name__)
def test_every_example_is_read_back_as_it_is(kind: CommandType) -> None:
    assert parse(kind.command, json.dumps(example_of(kind)).encode()) == kind.example


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["NaN", "1e-999999", "USD", "year", "2099-01-31", "\0", "US", "-0", "Europe/Berlin", "approve"])
)
_NAMES = [field.name for kind in COMMANDS for field in fields(kind.command)]
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["title", "currency", "period", "minimum", "maximum", "text"]), inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


def _near(value: Any) -> SearchStrategy[Any]:
    """The value with one or another part of it replaced."""
    if isinstance(value, dict):
        return st.fixed_dictionaries({k: _near(v) for k, v in value.items()}) | _VALUES if value else _VALUES
    if isinstance(value, list):
        return st.tuples(*map(_near, value)).map(list) | st.lists(_VALUES, max_size=2)
    return st.just(value) | st.just(value) | _SCALARS


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789\u0661\uff19._eE+-", max_size=60), st.sampled_from([0, 39, 40, 41, 60]), st.booleans())
def test_no_absurd_decimal_is_overlooked_however_it_is_written(text: str, digits: int, ascii_only: bool) -> None:
    written = "1" * digits + text
    try:
        check_decimals(Decimal(written))
    except InvalidOperation:
        return  # no number
    except Problem:
        assert may_be_absurd(json.dumps({"amount": written}, ensure_ascii=ascii_only).encode())


@settings(max_examples=25)
@given(st.data())
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.command.__name__)
def test_no_json_at_all_makes_the_edge_fail(kind: CommandType, data: st.DataObject) -> None:
    body = data.draw(_near(example_of(kind)) | st.dictionaries(st.sampled_from(_NAMES), _VALUES) | _VALUES)
    refused = None
    try:
        parse(kind.command, json.dumps(body).encode())
    except Problem as problem:
        refused = problem.status
    assert refused in {None, 400, 422}


@settings(max_examples=60)
@given(data=st.data(), raw=st.binary(max_size=200))
def test_no_bytes_at_all_make_the_served_api_fail(shared_house: House, data: st.DataObject, raw: bytes) -> None:
    kind = data.draw(st.sampled_from(COMMANDS))
    path = f"/v1/{'roles' if kind.aggregate.kind == 'role' else 'job-postings'}"
    if kind.name:
        path += f"/00000000-0000-4000-8000-000000000000/{kind.name}"
    body = raw if data.draw(st.booleans()) else json.dumps(data.draw(_near(example_of(kind)))).encode()
    answer = shared_house.everyone.post(path, content=body, headers={**JSON, "If-Match": '"1"'})
    assert answer.status_code < 500, answer.text
