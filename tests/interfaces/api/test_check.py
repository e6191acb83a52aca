"""What the law refuses is said as a problem that lists its rules; a check says so before, to insiders alone."""

from typing import Any

from tests.interfaces.api.house import House
from tests.interfaces.api.stories import approved_posting, published_posting

NOWHERE = "00000000-0000-4000-8000-000000000000"


def asked(house: House, posting: str, **question: Any) -> Any:
    answer = house.bob.post(f"/v1/job-postings/{posting}/check", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_check_says_what_stands_in_the_way_and_what_each_rule_comes_to(house: House) -> None:
    posting = approved_posting(house)
    assert asked(house, posting)["publishable"] is True
    verdict = asked(house, posting, on="2027-01-01", changes={"benefits": "Bread."}, pay=[])
    assert (verdict["publishable"], verdict["day"], verdict["unresolved"]) == (False, "2027-01-01", [])
    assert [refusal["code"] for refusal in verdict["refusals"]] == ["against-the-law"]
    [colorado] = [result for result in verdict["rules"] if result["rule"] == "US-CO"]
    assert colorado["outcome"] == "broken"
    assert "pay-range" in {lack["code"] for lack in colorado["missing"]}


def test_publishing_against_the_law_is_a_problem_that_lists_the_rules_and_their_statutes(house: House) -> None:
    posting = approved_posting(house, benefits=None)
    answer = house.alice.post(f"/v1/job-postings/{posting}/publish")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["unresolved"]) == (409, "against-the-law", [])
    [broken] = problem["rules"]
    assert (broken["rule"], broken["outcome"]) == ("US-CO", "broken")
    assert broken["statute"] in problem["detail"]
    assert "benefits" in {lack["code"] for lack in broken["missing"]}


def test_a_place_that_nobody_can_place_is_named_in_the_problem(house: House) -> None:
    posting = approved_posting(house, locations=[], work_mode="remote", remote_regions=["US"])
    assert asked(house, posting)["unresolved"] == []
    unknown = approved_posting(house, locations=[{"country": "US"}])
    answer = house.alice.post(f"/v1/job-postings/{unknown}/publish")
    problem = answer.json()
    assert (problem["code"], problem["unresolved"], problem["rules"]) == ("place-unresolved", ["US"], [])


def test_a_check_is_for_insiders_whatever_is_public(house: House) -> None:
    posting, _ = published_posting(house)
    assert house.anyone.post(f"/v1/job-postings/{posting}/check", json={}).status_code == 401
    assert asked(house, posting)["publishable"] is True


def test_a_question_that_makes_no_sense_or_is_about_nothing_is_refused(house: House) -> None:
    posting = approved_posting(house)
    for wrong in ({"also_in": ["Colorado"]}, {"on": "tomorrow"}, {"clear": ["title"]}, {"salary": 5}):
        assert house.bob.post(f"/v1/job-postings/{posting}/check", json=wrong).status_code == 422
    assert house.bob.post(f"/v1/job-postings/{NOWHERE}/check", json={}).status_code == 404
