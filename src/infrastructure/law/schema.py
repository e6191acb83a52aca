"""The shape of the files that hold the rules: pydantic models, strict, that know no field but these."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from inspect import Parameter, signature
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from domain.law import CHECKS, Trigger

STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)

Text = Annotated[str, Field(min_length=1)]
Basis = Annotated[str, Field(pattern=r"^[SLK](\+[SLK])*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
Count = Annotated[int, Field(ge=1)]


class CheckData(BaseModel):
    """One requirement. check: a name in CHECKS. basis: where it differs from the rule's."""

    model_config = STRICT
    check: Text
    parameters: dict[str, JsonValue] = {}
    basis: Basis | None = None
    advises: bool = False
    starts: date | None = Field(default=None, alias="from")
    until: date | None = None


class DutyData(BaseModel):
    """What the rule asks besides the posting."""

    model_config = STRICT
    words: Text
    basis: Basis | None = None


class CureData(BaseModel):
    """The days to cure, of the calendar or of business, and the last day that a notice can be cured at all."""

    model_config = STRICT
    days: Count
    business: bool = False
    until: date | None = None
    basis: Basis | None = None


class RetentionData(BaseModel):
    """How long a posting is kept, and from when."""

    model_config = STRICT
    years: Count
    trigger: Trigger
    statute: Text
    otherwise: Trigger | None = None
    basis: Basis | None = None


class RuleData(BaseModel):
    """One rule, as domain.law.Rule. What a reader must not have to guess has no default."""

    model_config = STRICT
    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]*$")]
    jurisdiction: Text
    statute: Text
    starts: date | None = Field(alias="from")
    amended: date | None = None
    until: date | None = None
    employer_min: Count | None
    public_only: bool = False
    scope: Text
    basis: Basis
    basis_note: Text | None = None
    verified_on: date | None
    checks: tuple[CheckData, ...]
    duties: tuple[DutyData, ...] = ()
    cure: CureData | None = None
    retention: tuple[RetentionData, ...] = ()
    notes: Text | None = None


class FamilyData(BaseModel):
    """One file: the rules of a family of jurisdictions."""

    model_config = STRICT
    family: Text
    rules: tuple[RuleData, ...]


class CityData(BaseModel):
    """A city with law of its own."""

    model_config = STRICT
    code: Region
    region: Region
    localities: tuple[Text, ...]
    postal_codes: tuple[Text, ...] = ()


class PlacesData(BaseModel):
    """The table of places."""

    model_config = STRICT
    about: Text
    countries: frozenset[Country]
    regions: frozenset[Region]
    groups: dict[Country, frozenset[Country]]
    territories: dict[Country, Region]
    cities: tuple[CityData, ...]


@cache
def parameters_of(check: str) -> type[BaseModel]:
    """The model of a check's parameters, read off its signature: what the function takes by name alone."""
    function: Callable[..., Any] = CHECKS[check]
    by_name = [p for p in signature(function).parameters.values() if p.kind is Parameter.KEYWORD_ONLY]
    fields: dict[str, Any] = {
        p.name: (_nonnegative(p.annotation), ... if p.default is Parameter.empty else p.default) for p in by_name
    }
    return create_model(f"Parameters of {check}", __config__=STRICT, **fields)


def _nonnegative(annotation: Any) -> Any:
    """A sum of money, or a number of days, is never below nothing; everything else is as it was."""
    numbers = (Decimal, int, int | None)
    return Annotated[annotation, Field(ge=0)] if annotation in numbers else annotation
