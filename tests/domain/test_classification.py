"""Occupation codes are those of their scheme."""

import pytest

from domain.errors import InvalidValue
from domain.role import OccupationCode, RoleContent, Scheme

UUID_ = "f2b15a0e-e65a-438a-affb-29b9d50b77d1"
URI = f"http://data.europa.eu/esco/occupation/{UUID_}"


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        (Scheme.ONET_SOC, "15-1252.00"),
        (Scheme.ESCO, URI),
        (Scheme.ESCO, URI.replace("http:", "https:")),
        (Scheme.ESCO, UUID_),
        (Scheme.ISCO_08, "2"),
        (Scheme.ISCO_08, "2512"),
    ],
)
def test_a_code_has_the_shape_of_its_scheme(scheme: Scheme, code: str) -> None:
    assert OccupationCode(scheme=scheme, code=code).code == code


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        (Scheme.ONET_SOC, "15-1252"),
        (Scheme.ONET_SOC, "2512"),
        (Scheme.ONET_SOC, "15-1252.00 "),
        (Scheme.ONET_SOC, "１５-1252.00"),  # noqa: RUF001  digits, but not the scheme's
        (Scheme.ESCO, "2512"),
        (Scheme.ESCO, f"http://elsewhere.example/esco/occupation/{UUID_}"),
        (Scheme.ESCO, UUID_.upper()),
        (Scheme.ISCO_08, "25123"),
        (Scheme.ISCO_08, ""),
        (Scheme.ISCO_08, "25-1"),
    ],
)
def test_another_shape_is_refused_with_an_example(scheme: Scheme, code: str) -> None:
    with pytest.raises(InvalidValue, match=r"which are like") as refused:
        OccupationCode(scheme=scheme, code=code)
    assert refused.value.code == "occupation-code-malformed"


def test_a_code_is_named_once() -> None:
    code = OccupationCode(scheme=Scheme.ISCO_08, code="2512")
    titled = OccupationCode(scheme=Scheme.ISCO_08, code="2512", title="Software developers")
    with pytest.raises(InvalidValue) as refused:
        RoleContent(title="Baker", occupation_codes=(code, titled))
    assert refused.value.code == "occupation-code-twice"
