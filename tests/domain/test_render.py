"""The page that the public is shown: whole, escaped, always the same, and silent about what is internal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from domain.job_posting import RENDERER, ExternalId, JobPosting, render
from domain.pay import Period
from domain.places import WorkMode
from domain.requirements import Education, Experience, Provenance, Responsibility, Skill
from tests.domain.postings import BERLIN, DENVER, pay, posting_content

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page: its text, its elements, and whether every element is closed in its turn."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.texts: list[str] = []
        self.feed(document.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(text.strip() for text in self.texts if text.strip())


def page(posting: JobPosting) -> Page:
    return Page(render(posting, RENDERER))


def posting(**fields: object) -> JobPosting:
    return JobPosting(content=posting_content(**fields), published_on=date(2026, 3, 10))


def test_it_says_what_a_reader_wants_to_know() -> None:
    shown = page(
        replace(
            posting(
                work_mode=WorkMode.REMOTE,
                remote_regions=("DE-BE",),
                duties=(Responsibility("Bake", heading="Early"), Responsibility("Sell", heading="Late")),
                qualifications=("An apprenticeship",),
                skills=(Skill(name="Kneading", level="expert"), Skill(name="Patience", required=False)),
                experience=(Experience(text="2-4 years", preferred_notes=("in a small bakery",)),),
                education=Education(minimum="School", preferred="A master's certificate", fields_of_study=("Food",)),
                benefits="Bread",
                how_to_apply="By letter",
                visa_sponsorship=False,
            ),
            pay=(pay(32_000, 38_000),),
        )
    ).text
    for expected in (
        *("Baker wanted", "Berlin, DE-BE, DE", "Remote", "DE-BE", "Full-time", "EUR 32,000 to 38,000 a year"),
        *("2026-03-31, end of day (Europe/Berlin)", "2026-03-10", "Bread, before the town wakes up."),
        *("Early", "Bake", "Late", "Sell", "An apprenticeship", "Kneading (expert)", "Preferred skills", "Patience"),
        *("2-4 years", "in a small bakery", "School", "Preferred: A master's certificate", "Fields of study: Food"),
        *("Benefits", "By letter", "Visa sponsorship\nno"),
    ):
        assert expected in shown


def test_pay_that_is_not_disclosed_is_said_so_and_is_never_nought() -> None:
    assert "Pay\nnot disclosed" in page(posting()).text


def test_pay_is_said_for_each_place_and_fixed_pay_as_one_amount() -> None:
    berlin = replace(pay(places=(BERLIN.name,)), minimum=Decimal("19.50"), maximum=Decimal("19.50"), period=Period.HOUR)
    denver = pay(40_000, 50_000, places=(DENVER.name,), currency="USD")
    shown = page(replace(posting(locations=(BERLIN, DENVER)), pay=(berlin, denver))).text
    assert "EUR 19.50 an hour (Berlin, DE-BE, DE)" in shown
    assert "USD 40,000 to 50,000 a year (Denver, US-CO, US)" in shown


def test_an_open_end_is_said_as_such_and_pay_by_level_names_the_level() -> None:
    junior = replace(pay(levels=("Junior",)), maximum=None)
    senior = replace(pay(places=(BERLIN.name,), levels=("Senior",)), minimum=None)
    shown = page(replace(posting(levels=("Junior", "Senior")), pay=(junior, senior))).text
    assert "Levels\nJunior\nSenior" in shown
    assert "from EUR 32,000 a year (level Junior)" in shown
    assert "up to EUR 38,000 a year (Berlin, DE-BE, DE; level Senior)" in shown


def test_what_the_law_asks_for_is_on_the_page() -> None:
    bread = "https://bread.example/benefits?for=all&more"
    shown = posting(
        commission_only=True,
        benefits_url=bread,
        other_compensation_url="https://bread.example/tips",
        uses_ai_screening=True,
        ai_screening_statement="Software ranks applications.",
        existing_vacancy=True,
    )
    text = page(shown).text
    for expected in (
        "Commission\npaid by commission alone",
        f"Benefits\n{bread}",
        "Other compensation\nhttps://bread.example/tips",
        "Applicants are screened by artificial intelligence\nyes",
        "Software ranks applications.",
        "For an existing vacancy\nyes",
    ):
        assert expected in text
    assert b'<a href="https://bread.example/benefits?for=all&amp;more">' in render(shown, RENDERER)


def test_a_link_cannot_leave_its_attribute() -> None:
    shown = page(posting(benefits_url='https://bread.example/"onmouseover="alert(1)'))
    assert set(shown.seen) <= PLAIN | {"a"}
    assert shown.text.count("onmouseover") == 1


def test_without_a_deadline_it_is_open_until_filled() -> None:
    assert "Apply by\nopen until filled" in page(posting(deadline=None)).text


def test_it_names_the_hiring_organisation_unless_the_posting_is_confidential() -> None:
    assert "Hiring organisation\nBread & Sons Ltd" in page(posting(legal_entity="Bread & Sons Ltd")).text
    assert "Bread" not in page(posting(legal_entity="Bread & Sons Ltd", confidential=True, description="")).text
    assert "Hiring organisation" not in page(posting()).text


def test_nothing_internal_or_personal_is_shown() -> None:
    secret = "canary"
    internal = replace(
        posting(
            requisition=secret,
            contact=secret,
            organisation_unit=secret,
            raw_employment_type=secret,
            channels=(secret,),
        ),
        external_id=ExternalId(source=secret, value=secret),
        provenance=Provenance(importer=secret, document_sha256="0" * 64, not_understood=(secret,)),
    )
    assert secret.encode() not in render(internal, RENDERER)
    assert render(internal, RENDERER) == render(posting(), RENDERER)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
PLAIN = set(page(posting()).seen) | {"section", "h2", "h3", "ul", "li", "p", "br"}


@given(TEXTS | st.sampled_from(["<script>alert(1)</script>", '"><img onerror=x>', "&lt;b&gt;", "</li></ul>"]))
def test_whatever_people_write_is_text_and_no_markup(text: str) -> None:
    shown = page(
        posting(
            title=text,
            legal_entity=text,
            description=text,
            duties=(Responsibility(text, heading=text),),
            qualifications=(text,),
            skills=(Skill(name=text, level=text),),
            experience=(Experience(text=text),),
            education=Education(minimum=text),
            benefits=text,
            how_to_apply=text,
            other_compensation=text,
            ai_screening_statement=text,
        )
    )
    assert set(shown.seen) <= PLAIN


def test_the_bytes_of_the_first_renderer_never_change() -> None:
    """Whoever has to change these bytes writes a second renderer: published hashes name the first one's."""
    assert render(posting(qualifications=("Bread & butter",)), 1).decode() == (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Baker wanted</title>\n</head>\n'
        "<body>\n<main>\n<h1>Baker wanted</h1>\n<dl>\n"
        "<dt>Location</dt><dd>Berlin, DE-BE, DE</dd>\n<dt>Work mode</dt><dd>On-site</dd>\n"
        "<dt>Employment type</dt><dd>Full-time</dd>\n<dt>Pay</dt><dd>not disclosed</dd>\n<dt>Openings</dt><dd>1</dd>\n"
        "<dt>Date posted</dt><dd>2026-03-10</dd>\n"
        "<dt>Apply by</dt><dd>2026-03-31, end of day (Europe/Berlin)</dd>\n</dl>\n"
        "<section>\n<h2>About the job</h2>\n<p>Bread, before the town wakes up.</p>\n</section>\n"
        "<section>\n<h2>Duties</h2>\n<ul>\n<li>Bake the bread</li>\n</ul>\n</section>\n"
        "<section>\n<h2>Qualifications</h2>\n<ul>\n<li>Bread &amp; butter</li>\n</ul>\n</section>\n"
        "</main>\n</body>\n</html>\n"
    )
