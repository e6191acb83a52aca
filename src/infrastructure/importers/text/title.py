"""What the job is called: by its label, by the page's headline, or by the first sentence about it."""

import re
from collections.abc import Iterator
from typing import Final

from domain.text import LINE
from infrastructure.importers.text.claims import Claims
from infrastructure.importers.text.outline import Kind
from infrastructure.importers.text.vocabulary import LABELS, Topic, is_navigation

UNTITLED: Final = "Untitled"

_HEADLINE: Final = re.compile(
    r"(?:(?:key|core|main|required|and|&|job|role|skills|responsibilities|duties|description|profile|requirements"
    r"|qualifications)\s+){1,12}(?:for|of)\s+(?:an?\s+|the\s+)?(?P<title>\S.*)",
    re.IGNORECASE,
)
_JOB: Final = re.compile(
    r"\b(?:engineer|developer|programmer|architect|designer|analyst|scientist|researcher|administrator|technician|tester"
    r"|manager|lead|head|director|chief|president|officer|supervisor|coordinator|specialist|consultant|advis[eo]r"
    r"|associate|assistant|representative|executive|agent|clerk|secretary|receptionist|accountant|auditor|controller"
    r"|bookkeeper|buyer|planner|recruiter|trainer|teacher|lecturer|professor|instructor|nurse|physician|therapist"
    r"|pharmacist|counsel|lawyer|attorney|paralegal|writer|editor|producer|strategist|marketer|librarian|curator|chef|cook"
    r"|driver|operator|mechanic|electrician|inspector|intern|trainee|apprentice)s?\b",
    re.IGNORECASE,
)
_NAME = r"(?P<title>[A-Z][\w+#./&-]*(?: (?:(?:of|and|for|&|/) )?[A-Z&][\w+#./&-]*){0,8})"
_SENTENCES: Final = (
    re.compile(
        rf"^(?:An?|The|Our) {_NAME} (?:is|are|will|leads?|owns?|works?|plays?|acts?|serves?|builds?|designs?)\b"
    ),
    re.compile(rf"\b[Aa]s an? {_NAME}(?: \([^()]{{1,40}}\))?,? you\b"),
    re.compile(rf"\b(?:seeking|looking for|hiring|need|recruiting) an? {_NAME} (?:to|who|with|for|that|in)\b"),
)
_ARTICLE: Final = re.compile(r"(?:An?|The|Our) ")
_SEARCHED: Final = 20  # sentences: a job is named early
_LENGTH: Final = 500


def find_title(claims: Claims) -> str:
    """The title in the document's words; UNTITLED where it says none. What it was read from is taken."""
    for entry in claims.values(Topic.TITLE):
        claims.quoted.add(entry)
        return entry.lines[0].plain
    for entry in claims.entries[:_SEARCHED]:
        headline = _HEADLINE.fullmatch(entry.lines[0].plain[:_LENGTH]) if entry.kind is Kind.LOOSE else None
        if headline and len(entry.text) < _LENGTH:
            claims.read.add(entry)
            return headline["title"].rstrip(" :")
    return next(_candidates(claims), UNTITLED)


def _candidates(claims: Claims) -> Iterator[str]:
    headlines = []
    for entry in claims.entries:
        if entry.kind is Kind.HEADING and entry.topic not in LABELS:
            break
        line = entry.lines[0]
        if entry.kind is Kind.LOOSE and not line.bullet and line.like_a_heading and not is_navigation(line.plain):
            headlines.append(entry)
    named = [entry for entry in headlines if _JOB.search(entry.lines[0].plain)]
    for entry in named:
        claims.quoted.add(entry)
        yield entry.lines[0].plain.rstrip(" :")
    prose = [entry for entry in claims.entries if entry.kind is Kind.PROSE][:_SEARCHED]
    for pattern in _SENTENCES:
        for entry in prose:
            if (found := pattern.search(entry.text[:_LENGTH])) and len(found["title"]) <= LINE:
                yield found["title"].rstrip(".,")
    for entry in headlines:
        if _ARTICLE.match(entry.lines[0].plain):
            continue  # "A company that …" boasts; no job is called so
        claims.quoted.add(entry)
        yield entry.lines[0].plain.rstrip(" :")
