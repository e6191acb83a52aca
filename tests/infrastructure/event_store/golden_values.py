"""Values of every shape that the golden events are made of."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.law import Judgement, Missing, Outcome, Retention, RuleResult, Trigger
from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.places import Location
from domain.recorded import Actor
from domain.requirements import Education, Emphasis, Experience, Provenance, Responsibility, Skill, SkillKind
from domain.role.classification import OccupationCode, Scheme
from domain.role.content import CareerLink, Direction

ROLE_ID = UUID("0b7e9a52-7d1c-4f0e-9a61-3d3f6a1f8c01")
OTHER_ID = UUID("5c2f4f0a-2b64-4a57-8f0d-8a4f1a2e9c02")
BY = (Actor("https://issuer.example", "alice"), Actor("https://issuer.example", "bob"))
UNIT_ID = UUID("8d0c1f3e-3f5a-4c4b-9d57-6b1e2c7a9c03")
SHA256 = "ab" * 32
TEXT = 'Grüße, "quoted" \\ 𝄞 \u2028 line\nbreak\t\x01'
DUTY = Responsibility(TEXT, Emphasis.SECONDARY, "Secondary duties")
SKILL = Skill(
    name="PostgreSQL",
    kind=SkillKind.HARD,
    category="Databases",
    level="expert",
    required=False,
    taxonomy_uri="http://data.example/skill/1",
)
EDUCATION = Education(
    minimum="Bachelor", preferred="Master", fields_of_study=("Physics",), equivalent_experience_accepted=True
)
EXPERIENCE = Experience(
    text="8-12+ years", minimum_years=8, maximum_years=12, open_ended=True, preferred_notes=("in a regulated field",)
)
BAND = SalaryBand(
    currency="USD",
    period=Period.YEAR,
    minimum=Decimal("160000.00"),
    maximum=Decimal("220000.5"),
    zone="US",
    level="L6",
    effective_from=date(2026, 1, 1),
    effective_to=date(2026, 12, 31),
)
OPEN_BAND = SalaryBand(currency="USD", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal(2))
PAY = PayRange(
    currency="EUR", period=Period.HOUR, minimum=Decimal("1E+2"), maximum=Decimal("100.25"), places=("Berlin, DE",)
)
HOURS = WorkingTime(hours_per_week=Decimal("38.5"), days_per_week=Decimal("4.5"), weeks_per_year=Decimal(46))
PLACE = Location(country="US", region="US-CO", locality="Denver", postal_code="80202")
LINK = CareerLink(direction=Direction.ADVANCES_TO, role_id=OTHER_ID, note="after two years")
TITLE_LINK = CareerLink(direction=Direction.ENTRY_FROM, title="Engineer (elsewhere)")
CODE = OccupationCode(scheme=Scheme.ONET_SOC, code="15-1252.00", title="Software Developers")
ISCO = OccupationCode(scheme=Scheme.ISCO_08, code="2512")
PROVENANCE = Provenance(importer="text", document_sha256=SHA256, not_understood=("an odd line",))
OPEN_PAY = PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(90000), levels=("II",))
RESULT = RuleResult(
    rule="US-CO",
    outcome=Outcome.BROKEN,
    statute="C.R.S. 8-5-201",
    version="2024-01-01",
    file_sha256=SHA256,
    places=("Denver, US-CO, US",),
    missing=(
        Missing(code="benefits", words=TEXT),
        Missing(code="internal-notice", words="tell your own staff", refuses=False, due=date(2026, 2, 1)),
    ),
    size=42,
    duties=("tell who was selected",),
    retention=(
        Retention(
            years=2,
            trigger=Trigger.EMPLOYMENT_ENDED,
            statute="C.R.S. 8-5-202",
            basis="S+L",
            otherwise=Trigger.TAKEN_DOWN,
        ),
    ),
)
JUDGEMENT = Judgement(
    day=date(2026, 1, 5),
    rules_sha256=SHA256,
    places=("US", "US-CO"),
    unresolved=("remote", "US-ZZ"),
    waived=("remote",),
    working_time=HOURS,
    results=(RESULT, RuleResult(rule="US", outcome=Outcome.MET, statute="x", version="undated", file_sha256=SHA256)),
)
