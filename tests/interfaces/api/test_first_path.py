"""From a token to a draft and back."""

from uuid import uuid4

from tests.interfaces.api.house import House, example


def test_a_role_is_drafted_and_read_back(shared_house: House) -> None:
    code = str(uuid4())
    made = shared_house.alice.post("/v1/roles", json=example("DraftRole", code=code))
    assert made.status_code == 201, made.text
    answer = made.json()
    assert answer["version"] == 1
    assert made.headers["etag"] == '"1"'
    read = shared_house.bob.get(made.headers["location"], params={"version": 1})
    assert read.status_code == 200, read.text
    assert read.json()["state"]["code"] == code
    assert read.headers["etag"] == '"1"'
