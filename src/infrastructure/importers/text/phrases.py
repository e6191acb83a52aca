"""What a phrase says: pay, years of experience, work mode, kind of engagement, channel, place on a career path."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from domain.errors import InvalidValue
from domain.pay import CURRENCIES, PayRange, Period
from domain.places import EmploymentType, WorkMode
from domain.requirements import Experience

# "$" and "¥" are the signs of a dozen currencies: without a code beside them the currency is not known.
_SIGNS: Final = {"€": "EUR", "£": "GBP", "₹": "INR", "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD"}
_FACTORS: Final = {
    "": 1, "k": 1000, "m": 1_000_000, "lac": 100_000, "lacs": 100_000, "lakh": 100_000, "lakhs": 100_000,
    "crore": 10_000_000, "crores": 10_000_000,
}  # fmt: skip
_PERIODS: Final = {
    Period.YEAR: r"(?:(?:per|a|an|/) ?(?:year|annum|yr)|yearly|annually|annual|p\.?a)",
    Period.MONTH: r"(?:(?:per|a|/) ?(?:month|mo)|monthly)",
    Period.WEEK: r"(?:(?:per|a|/) ?(?:week|wk)|weekly)",
    Period.DAY: r"(?:(?:per|a|/) ?day|daily)",
    Period.HOUR: r"(?:(?:per|an|/) ?(?:hour|hr)|hourly)",
}
_AMOUNT: Final = (
    r"(?P<sign{0}>US\$|CA\$|C\$|A\$|[$€£¥₹])? ?(?P<number{0}>\d[\d,.' ]{{0,18}})"
    r" ?(?P<factor{0}>k|m|lacs?|lakhs?|crores?)?"
)
_PAY: Final = re.compile(
    r"(?:(?P<least>from|starting (?:at|from)|at least|(?:a )?minimum(?: of)?)"
    r"|(?P<most>up to|at most|(?:a )?maximum(?: of)?))? ?"
    rf"(?P<before>(?-i:[A-Z]{{3}}))? ?{_AMOUNT.format(1)}(?P<plus>\+)?"
    rf" ?(?:(?:-|–|—|to) ?(?P<before2>(?-i:[A-Z]{{3}}))? ?{_AMOUNT.format(2)})?"
    r" ?(?P<after>(?-i:[A-Z]{3}))? ?(?P<period>[a-z./ ]*?)(?P<more>,? (?:and|or) (?:up|more|above))?",
    re.IGNORECASE,
)
# 160,000 and 160.000 and 160 000 and, as India writes it, 12,00,000; with or without cents.
_GROUPED: Final = re.compile(
    r"(?P<whole>\d{1,3}(?:([,.' ])\d{3}(?:\2\d{3})*|(?:,\d{2})+,\d{3}))(?:[.,](?P<cents>\d{1,2}))?"
)
_NOT_DISCLOSED: Final = re.compile(
    r"(?:salary |pay )?(?:is )?(?:not disclosed|undisclosed|not stated|unspecified)", re.IGNORECASE
)

_YEARS: Final = re.compile(
    r"(?:(?P<least>(?:a )?minimum(?: of)?|at least|min\.?|over|more than)"
    r"|(?P<most>up to|at most|(?:a )?maximum(?: of)?))? ?"
    r"(?<![\d.,])(?P<low>\d{1,2}) ?(?P<plus>\+)? ?(?:(?:-|–|—|to) ?(?P<high>\d{1,2}) ?(?P<plus2>\+)?)? ?"
    r"(?:years?|yrs?)\b(?!'? (?:old|of age))(?P<more> or more| and above)?",
    re.IGNORECASE,
)
_EXPERIENCE_LINE: Final = re.compile(
    r"(?:(?: of)?(?: (?:relevant|professional|work|total))* experience)?\.?", re.IGNORECASE
)

_MODES: Final = {
    WorkMode.ON_SITE: re.compile(r"on[- ]?site|in[- ](?:the )?office|in[- ]person|office[- ]based"),
    WorkMode.HYBRID: re.compile(r"hybrid"),
    WorkMode.REMOTE: re.compile(r"(?:fully |100% )?remote|work from home|wfh|home[- ]based"),
}
_TYPES: Final = {
    EmploymentType.FULL_TIME: re.compile(r"full[- ]?time"),
    EmploymentType.PART_TIME: re.compile(r"part[- ]?time"),
    EmploymentType.CONTRACTOR: re.compile(r"contract(?:or)?|freelance|self-employed"),
    EmploymentType.TEMPORARY: re.compile(r"temporary|temp|fixed[- ]term|seasonal"),
    EmploymentType.INTERN: re.compile(r"intern(?:ship)?|trainee(?:ship)?"),
    EmploymentType.VOLUNTEER: re.compile(r"volunt(?:eer|ary)"),
    EmploymentType.PER_DIEM: re.compile(r"per[- ]diem"),
}
_CHANNELS: Final = {
    name.casefold(): name
    for name in "LinkedIn Indeed Glassdoor Monster Naukri StepStone XING Dice ZipRecruiter Foundit".split()
}
_INTERNATIONAL: Final = re.compile(
    r"(?:(?:please )?note ?[:–—-]* ?)?(?:we )?(?P<no>do not |don't |cannot )?(?:also )?(?:accept|welcome|consider)"
    r" (?:applications from )?international (?:applicants|candidates|applications)\.?",
)
_NOTE: Final = re.compile(r"(?P<title>[^()]*(?:\([^()]*\)[^()]+)*?)\s*\((?P<note>[^()]*)\)\.?")


def pay(phrase: str) -> tuple[PayRange, ...] | None:
    """The range a phrase states and nothing else; () where it says "not disclosed" (0 is that); None: not about pay.

    "From", "up to" and "and more" leave an end of it open.
    """
    phrase = " ".join(phrase.split())
    if len(phrase) > 120:
        return None
    if _NOT_DISCLOSED.fullmatch(phrase):
        return ()
    found = _PAY.fullmatch(phrase)
    if found is None:
        return None
    low, high = _amount(found, "1"), _amount(found, "2") if found["number2"] else None
    if low is None or (found["number2"] and high is None):
        return None
    codes = {code.upper() for code in (found["before"], found["before2"], found["after"]) if code} or {
        _SIGNS.get(sign.upper(), "") for sign in (found["sign1"], found["sign2"]) if sign
    }
    if low == 0 and not high and (codes or found["factor1"]):
        return ()
    period = next(
        (p for p, words in _PERIODS.items() if re.fullmatch(words, found["period"].strip(" .").lower())), None
    )
    if period is None or len(codes) != 1 or not codes <= CURRENCIES:
        return None
    if not found["factor1"] and found["factor2"] and high and low < high / 100:
        low *= _FACTORS[found["factor2"].lower()]  # "12 - 18 lakhs", "60-75k": the factor is said once
    upward, downward = bool(found["plus"] or found["more"]), bool(found["most"])
    if (upward and (downward or high)) or (downward and high):
        return None
    open_top = upward or (found["least"] and not high)
    least, most = (None, low) if downward else (low, None if open_top else high or low)
    try:
        return (PayRange(currency=codes.pop(), period=period, minimum=least, maximum=most),)
    except InvalidValue:
        return None


def _amount(found: re.Match[str], which: str) -> Decimal | None:
    number = found[f"number{which}"].strip()
    if grouped := _GROUPED.fullmatch(number):
        number = re.sub(r"\D", "", grouped["whole"]) + (f".{grouped['cents']}" if grouped["cents"] else "")
    elif re.fullmatch(r"\d+[.,]\d{1,2}", number):
        number = number.replace(",", ".")
    elif not number.isdecimal():
        return None
    return Decimal(number) * _FACTORS[(found[f"factor{which}"] or "").lower()]


def years(phrase: str) -> Iterator[Experience]:
    """Every range of years that a phrase names, its own words as text ("4–7+ years")."""
    for found in _YEARS.finditer(phrase):
        low, high = int(found["low"]), int(found["high"]) if found["high"] else None
        more = bool(found["plus"] or found["plus2"] or found["more"] or found["least"])
        least, most = (None, low) if found["most"] and high is None else (low, high)
        try:
            yield Experience(text=found.group().strip(), minimum_years=least, maximum_years=most, open_ended=more)
        except InvalidValue:
            continue


def is_experience(phrase: str) -> bool:
    """Whether a phrase is years of experience and nothing else."""
    found = _YEARS.match(phrase)
    return found is not None and _EXPERIENCE_LINE.fullmatch(phrase[found.end() :]) is not None


def work_mode(phrase: str) -> WorkMode | None:
    """The one mode that a phrase is."""
    return next((mode for mode, words in _MODES.items() if words.fullmatch(phrase.casefold())), None)


def employment_type(phrase: str) -> EmploymentType | None:
    """The one kind of engagement that a phrase is."""
    return next((kind for kind, words in _TYPES.items() if words.fullmatch(phrase.casefold())), None)


def channel(phrase: str) -> str:
    """A channel's name as it writes itself; the word that an image's description adds is taken off."""
    name = re.sub(r"\s+(?:logo|icon)$", "", phrase, flags=re.IGNORECASE)
    return _CHANNELS.get(name.casefold(), name)


def international(phrase: str) -> bool | None:
    """Whether applicants from abroad are accepted, where a phrase says that and nothing else."""
    found = _INTERNATIONAL.fullmatch(" ".join(phrase.casefold().replace("’", "'").split()))
    return None if found is None else found["no"] is None


def title_and_note(phrase: str) -> tuple[str, str | None]:
    """("Staff Engineer (smaller team)") -> ("Staff Engineer", "smaller team"); an abbreviation is no note."""
    found = _NOTE.fullmatch(phrase) if len(phrase) <= 500 else None
    if found is None or not found["title"].strip() or not found["note"].strip() or found["note"].isupper():
        return phrase, None
    return found["title"].strip(), found["note"].strip()
