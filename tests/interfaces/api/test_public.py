"""What the public sees of a posting: what is published and public, as long as it is, and nothing internal."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import httpx
import pytest

from domain.job_posting import PostingContent
from infrastructure.settings import Settings
from interfaces.api.job_postings import INTERNAL
from tests.interfaces.api.house import House, serving
from tests.interfaces.api.stories import approved_posting, published_posting, send


def sees(client: httpx.Client, posting: str, position: int) -> tuple[bool, bool, bool]:
    """Whether the posting is in the list, readable by its id, and its page by its address."""
    seen = {"min_position": position, "limit": 200}
    listed = client.get("/v1/job-postings", params=seen).json()["items"]
    one = client.get(f"/v1/job-postings/{posting}")
    page = client.get(f"/v1/job-postings/{posting}/published")
    assert {one.status_code, page.status_code} <= {200, 404}
    return posting in [row["posting_id"] for row in listed], one.status_code == 200, page.status_code == 200


def test_a_posting_is_public_from_its_publication_to_its_end_but_for_pauses(shared_house: House) -> None:
    posting = approved_posting(shared_house)
    position = send(shared_house.bob, "PausePosting", published_posting(shared_house)[0])["position"]
    assert sees(shared_house.anyone, posting, position) == (False, False, False)
    for name, public in [
        ("PublishPosting", True),
        ("PausePosting", False),
        ("ResumePosting", True),
        ("ClosePosting", False),
    ]:
        position = send(shared_house.alice, name, posting)["position"]
        assert sees(shared_house.anyone, posting, position) == (public,) * 3, name
        assert sees(shared_house.olga, posting, position) == (True,) * 3, name


@dataclass
class SetClock:
    """A clock that shows what it is set to."""

    time: datetime

    def now(self) -> datetime:
        return self.time


def test_after_the_end_of_its_last_day_a_posting_is_not_public_though_nothing_has_closed_it(settings: Settings) -> None:
    end = datetime(2027, 3, 31, 22, tzinfo=UTC)  # midnight in Berlin
    clock = SetClock(end - timedelta(microseconds=1))
    with serving(settings, clock=clock) as house:
        posting, _ = published_posting(house, deadline="2027-03-31", time_zone="Europe/Berlin")
        open_ended, position = published_posting(house, deadline=None)
        assert sees(house.anyone, posting, position) == (True, True, True)
        clock.time = end
        assert sees(house.anyone, posting, position) == (False, False, False)
        assert sees(house.olga, posting, position) == (True, True, True)
        assert sees(house.anyone, open_ended, position) == (True, True, True)


@pytest.mark.parametrize("flag", ["internal_only", "confidential"])
def test_internal_and_confidential_postings_are_never_public(shared_house: House, flag: str) -> None:
    posting, position = published_posting(shared_house, **{flag: True})
    assert sees(shared_house.anyone, posting, position) == (False, False, False)
    assert sees(shared_house.olga, posting, position) == (True, True, True)


def test_the_page_is_the_stored_bytes_under_their_hash_and_runs_nothing(shared_house: House) -> None:
    title = 'Engineer <script>alert("x")</script>'
    posting, position = published_posting(shared_house, title=title)
    page = shared_house.anyone.get(f"/v1/job-postings/{posting}/published")
    row = shared_house.olga.get(f"/v1/job-postings/{posting}", params={"min_position": position}).json()
    assert sha256(page.content).hexdigest() == row["document_sha256"]
    assert page.headers["etag"] == f'"{row["document_sha256"]}"'
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script>" not in page.text
    headers = {"If-None-Match": page.headers["etag"]}
    assert shared_house.anyone.get(f"/v1/job-postings/{posting}/published", headers=headers).status_code == 304


def test_the_page_of_a_past_version_is_still_the_one_that_was_shown(shared_house: House) -> None:
    posting, _ = published_posting(shared_house)
    path = f"/v1/job-postings/{posting}/published"
    shown = shared_house.anyone.get(path).content
    version = shared_house.olga.get(f"/v1/job-postings/{posting}/history").json()["items"][-1]["version"]
    send(shared_house.alice, "ExtendDeadline", posting)
    assert shared_house.anyone.get(path).content != shown
    assert shared_house.olga.get(path, params={"version": version}).content == shown
    assert shared_house.olga.get(path, params={"version": 1}).status_code == 404
    assert shared_house.anyone.get(path, params={"version": version}).status_code == 401


def test_what_is_internal_is_not_shown_to_the_public(shared_house: House) -> None:
    posting, position = published_posting(
        shared_house,
        requisition="REQ-CANARY",
        organisation_unit="Unit CANARY",
        contact="Petra CANARY",
        raw_employment_type="CANARY-time",
    )
    seen = {"min_position": position, "limit": 200}
    for path in ("/v1/job-postings", f"/v1/job-postings/{posting}", f"/v1/job-postings/{posting}/published"):
        answer = shared_house.anyone.get(path, params={"min_position": position})
        assert answer.status_code == 200
        assert "CANARY" not in answer.text
        assert "alice" not in answer.text
    row = shared_house.anyone.get(f"/v1/job-postings/{posting}", params={"min_position": position}).json()
    assert row["content"]["description"]
    shown = {field.name for field in fields(PostingContent)} - INTERNAL
    assert row["content"].keys() == shown  # also what is empty, which the row does not hold
    assert row["content"]["reports_to_location"] is None
    assert not row.keys() & {"role_id", "created_at", "importer", "sort_value"}
    assert shared_house.anyone.get("/v1/job-postings", params=seen).json()["items"][0]["pay_minimum"] == "170000"


def test_a_reader_without_token_cannot_ask_for_what_is_not_published(shared_house: House) -> None:
    approved_posting(shared_house)
    for status in ("draft", "approved", "paused", "closed"):
        assert shared_house.anyone.get("/v1/job-postings", params={"status": status}).json()["items"] == []


@pytest.mark.parametrize("query", [f"role={UUID(int=7)}", "sort=created", "sort=updated"])
def test_what_is_not_shown_to_the_public_cannot_be_searched_or_sorted_by_without_a_token(
    shared_house: House, query: str
) -> None:
    refused = shared_house.anyone.get(f"/v1/job-postings?{query}")
    assert (refused.status_code, refused.json()["code"]) == (401, "not-authenticated")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    nobody = shared_house.client("nobody", [])
    assert nobody.get(f"/v1/job-postings?{query}").status_code == 403
    assert shared_house.olga.get(f"/v1/job-postings?{query}").status_code == 200


def test_the_public_list_is_in_the_order_of_publication_and_so_are_its_cursors(shared_house: House) -> None:
    for _ in range(2):
        _, position = published_posting(shared_house)
    listed = shared_house.anyone.get("/v1/job-postings", params={"min_position": position, "limit": 1}).json()
    cursor = urlsafe_b64decode(listed["next"] + "==")
    assert json.loads(cursor[16:])[0] == listed["items"][0]["published_on"]
