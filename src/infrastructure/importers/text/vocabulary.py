"""The words by which job descriptions name their sections and labels, and what each means."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.requirements import Emphasis, SkillKind
from domain.role.content import Direction


class Topic(Enum):
    """What the lines under a heading are about."""

    PURPOSE = auto()
    COMPANY = auto()
    DUTIES = auto()
    SKILLS = auto()
    QUALIFICATIONS = auto()
    EDUCATION = auto()
    FIELDS_OF_STUDY = auto()
    EXPERIENCE = auto()
    CERTIFICATIONS = auto()
    CAREER = auto()
    BENEFITS = auto()
    HOW_TO_APPLY = auto()
    # Labels: one value, beside or below.
    TITLE = auto()
    CATEGORIES = auto()
    LEVEL = auto()
    UNIT = auto()
    PAY = auto()
    WORK_MODE = auto()
    EMPLOYMENT_TYPE = auto()
    CHANNEL = auto()
    REQUISITION = auto()
    INTERNATIONAL = auto()


PROSE: Final = frozenset({Topic.PURPOSE, Topic.COMPANY})
LABELS: Final = frozenset(
    {Topic.TITLE, Topic.CATEGORIES, Topic.LEVEL, Topic.UNIT, Topic.PAY, Topic.WORK_MODE, Topic.EMPLOYMENT_TYPE}
    | {Topic.CHANNEL, Topic.REQUISITION}
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says of the items below it. topic None, preferred None: as above."""

    topic: Topic | None
    preferred: bool | None = None
    emphasis: Emphasis = Emphasis.CORE
    kind: SkillKind | None = None
    direction: Direction | None = None


_ABILITIES = r"(?:skills?|competenc(?:ies|y)|abilities|knowledge|proficienc(?:ies|y)|strengths)"
_WORK = r"(?:responsibilit(?:ies|y)|duties|tasks|functions|accountabilities)"
_MAIN = r"(?:(?:key|core|main|primary|essential|major|principal|general|your|the|our|job|role|position|day-to-day) )*"
_NEEDED = r"(?:(?:required|minimum|basic|essential|mandatory|must[- ]have|necessary|key|core|your|the|job|role) )*"
_WISHED = r"(?:preferred|desired|desirable|nice[- ]to[- ]have|bonus|optional|additional|ideal)"
_JOB = r"(?:role|job|position|opportunity)"

_HEADINGS: Final[tuple[tuple[str, Meaning], ...]] = (
    (
        rf"{_JOB} (?:definition|overview|description|summary|purpose|profile)|(?:the |about (?:the|this) ){_JOB}"
        r"|(?:executive )?summary|overview|description|purpose|mission|what this role is",
        Meaning(Topic.PURPOSE),
    ),
    (rf"(?:secondary|additional|other) {_WORK}", Meaning(Topic.DUTIES, emphasis=Emphasis.SECONDARY)),
    (
        rf"(?:supplemental|supplementary|occasional) {_WORK}",
        Meaning(Topic.DUTIES, emphasis=Emphasis.SUPPLEMENTAL),
    ),
    (
        rf"{_MAIN}(?:roles? and )?{_WORK}(?: and {_WORK})?|key roles|what (?:you'll|you will) (?:do|be doing)"
        r"|in this role,? you (?:will|may|might)|what you do|the work|(?:your|a) (?:typical )?day",
        Meaning(Topic.DUTIES),
    ),
    (
        rf"(?:{_NEEDED}|{_MAIN})(?:technical|hard|professional) {_ABILITIES}",
        Meaning(Topic.SKILLS, kind=SkillKind.HARD),
    ),
    (
        rf"(?:{_NEEDED}|{_MAIN})(?:soft|interpersonal|personal|people) {_ABILITIES}",
        Meaning(Topic.SKILLS, kind=SkillKind.SOFT),
    ),
    (
        rf"{_WISHED} {_ABILITIES}(?: and {_ABILITIES})?|nice[- ]to[- ]haves?|good to have|bonus points(?: for)?",
        Meaning(Topic.SKILLS, preferred=True),
    ),
    (
        rf"{_NEEDED}{_ABILITIES}(?: and (?:{_ABILITIES}|technologies|tools|qualifications|experience))?"
        r"|must[- ]haves?|tech(?:nology)? stack",
        Meaning(Topic.SKILLS),
    ),
    (
        rf"{_WISHED} (?:qualifications|requirements|experience and skills)"
        r"|you (?:could|may|might) be an? (?:especially )?(?:great|good) fit if you(?: have)?",
        Meaning(Topic.QUALIFICATIONS, preferred=True),
    ),
    (
        rf"{_NEEDED}(?:qualifications|requirements)(?: and (?:qualifications|requirements|skills|experience))?"
        r"|what (?:you'll|you will|you) (?:bring|need|have)|what we(?:'re| are) looking for|who you are|about you"
        r"|you (?:might|may|will|would) thrive in this role if you(?: have)?|(?:candidate|your) profile"
        r"|your background(?: might look something like)?|education and experience|experience and education",
        Meaning(Topic.QUALIFICATIONS),
    ),
    (
        r"(?:relevant |preferred |accepted )?(?:fields?|areas?|subjects?) of study|majors?|disciplines?",
        Meaning(Topic.FIELDS_OF_STUDY),
    ),
    (rf"{_WISHED} education(?: level)?", Meaning(Topic.EDUCATION, preferred=True)),
    (
        rf"{_NEEDED}(?:education(?: level| requirements)?|educational (?:background|requirements)|academic background)",
        Meaning(Topic.EDUCATION),
    ),
    (rf"{_WISHED} experience", Meaning(Topic.EXPERIENCE, preferred=True)),
    (
        rf"(?:typical |relevant )?{_NEEDED}(?:work |professional )?experience"
        r"(?: range| requirements?| level| required)?",
        Meaning(Topic.EXPERIENCE),
    ),
    (
        r"(?:required |preferred |professional )*(?:certifications?|certificates|licen[cs]es)"
        r"(?: and (?:certifications?|licen[cs]es))?",
        Meaning(Topic.CERTIFICATIONS),
    ),
    (
        r"entry (?:points?|roles?)?(?: ?from)?|(?:common |typical )?(?:previous|feeder) roles?|promoted from",
        Meaning(Topic.CAREER, direction=Direction.ENTRY_FROM),
    ),
    (
        r"advance(?:s|ment)(?: opportunities)?(?: ?to)?|next (?:steps?|roles?)|promot(?:ion|ed) to"
        r"|(?:progression|progresses) to",
        Meaning(Topic.CAREER, direction=Direction.ADVANCES_TO),
    ),
    (r"lateral (?:moves?|roles?|transitions?)(?: to)?", Meaning(Topic.CAREER, direction=Direction.LATERAL)),
    (r"(?:typical )?career (?:progression|path|paths|ladder|development|growth)", Meaning(Topic.CAREER)),
    (
        r"(?:our |your )?(?:benefits|perks)(?: and (?:benefits|perks))?|what we offer|we offer|why join us",
        Meaning(Topic.BENEFITS),
    ),
    (r"how to apply|application (?:process|instructions)|to apply", Meaning(Topic.HOW_TO_APPLY)),
    (
        r"about (?:us|our \w+|the (?:team|company|organi[sz]ation|employer|department))|who we are",
        Meaning(Topic.COMPANY),
    ),
    (r"preferred|desired|desirable|preferably|nice to have", Meaning(None, preferred=True)),
    (r"required|minimum|essential|mandatory", Meaning(None, preferred=False)),
    (rf"(?:{_JOB} )?title|position|{_JOB} name", Meaning(Topic.TITLE)),
    (r"categor(?:y|ies)|job famil(?:y|ies)", Meaning(Topic.CATEGORIES)),
    (r"(?:job |career )?level|seniority(?: level)?|grade", Meaning(Topic.LEVEL)),
    (r"department|business unit|organi[sz]ation(?:al)? unit", Meaning(Topic.UNIT)),
    (r"(?:(?:base|annual|expected) )?(?:salary|pay|compensation)(?: (?:range|band))?", Meaning(Topic.PAY)),
    (r"work(?:place|ing)? (?:mode|model|type|arrangement)|workplace|remote policy", Meaning(Topic.WORK_MODE)),
    (
        r"(?:job|employment|contract|engagement) type|type of (?:employment|contract|job)",
        Meaning(Topic.EMPLOYMENT_TYPE),
    ),
    (r"platforms?|channels?|posted (?:on|via)|listed on|via", Meaning(Topic.CHANNEL)),
    (r"(?:requisition|req|job|reference)(?: id| number| no\.?)|requisition|reference", Meaning(Topic.REQUISITION)),
)
_COMPILED: Final = tuple((re.compile(pattern), meaning) for pattern, meaning in _HEADINGS)
_ABOUT_A_COMPANY: Final = re.compile(r"About(?: [A-Z][\w&.-]*){1,4}")

# Where a job site stops showing the posting and begins to show itself: nothing below is content.
_SITE: Final = re.compile(
    r"(?:recommended|similar|related|more|other) ?jobs\b.*|jobs (?:you may|you might|for you|like this)\b.*"
    r"|people also (?:viewed|searched)\b.*|mock interviews?|practice video interview\b.*"
    r"|start your job search\b.*|job application ai bot|download (?:the|our) (?:mobile )?app\b.*"
    r"|(?:get|set) (?:a )?job alerts?\b.*|report this job|share this job|explore (?:more )?jobs\b.*"
)
_NAVIGATION: Final = re.compile(
    r"(?:back|go back|return)(?: to .+)?|home|menu|apply(?: now| here| online)?|easy apply|save(?: job)?|share|print"
    r"|sign (?:in|up)|log ?in|register|search(?: jobs)?|skip to (?:main )?content|next|previous|posted\b.*"
)
_LEAD_IN_ENDINGS: Final = frozenset(
    "of with in for to on and or by at from as both following include includes including combines have has are is "
    "you will requires require like about".split()
)


def normal(text: str) -> str:
    """A heading's words as the vocabulary has them: one case, one apostrophe, "and" for "&", no brackets, no colon."""
    words = re.sub(r"\([^()]*\)", " ", text.casefold().replace("’", "'").replace("&", " and "))
    return " ".join(words.strip().rstrip(" :-–—").split())


def meaning_of(heading: str) -> Meaning | None:
    """What a heading or label means; None where it says nothing that we know."""
    if len(heading) > 80:
        return None
    words = normal(heading)
    for pattern, meaning in _COMPILED:
        if pattern.fullmatch(words):
            return meaning
    return Meaning(Topic.COMPANY) if _ABOUT_A_COMPANY.fullmatch(heading.rstrip(": ")) else None


def is_site(line: str) -> bool:
    """Whether a line begins what a job site says on its own behalf."""
    return len(line) <= 120 and _SITE.fullmatch(normal(line)) is not None


def is_navigation(line: str) -> bool:
    """Whether a line is a button or a link of a page; never a title."""
    return _NAVIGATION.fullmatch(normal(line)) is not None


def is_lead_in(line: str) -> bool:
    """Whether a line only begins the sentence that a list completes ("Strong understanding of:")."""
    words = normal(line).split()
    return line.endswith(":") and bool(words) and words[-1] in _LEAD_IN_ENDINGS
