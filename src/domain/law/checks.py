"""What a rule can ask of a posting: one small pure function a kind of check, found by its name in `CHECKS`.

Each takes the offer and the ground it is judged on, then parameters by name alone, which come from the rule's data;
the loader reads their names and types off the signature. It yields what is missing.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from domain.law.ground import Ground
from domain.law.judgement import Missing
from domain.law.offer import Offer
from domain.law.pay_checks import no_open_end, pay_per_place_and_level, pay_range, pay_width
from domain.law.wording import sentences_with

Check = Callable[..., Iterator[Missing]]


def benefits(
    offer: Offer, _ground: Ground, *, link_suffices: bool = False, every_one: bool = False
) -> Iterator[Missing]:
    """The benefits are described in words, or by a link where the rule allows one."""
    if not offer.benefits and not (link_suffices and offer.benefits_url):
        what = "every benefit" if every_one else "the benefits"
        yield Missing(code="benefits", words=f"describe {what} in general words{_or_link(link_suffices)}")


def other_compensation(offer: Offer, _ground: Ground, *, link_suffices: bool = False) -> Iterator[Missing]:
    """Bonus, commission, equity and the like are described in words, or by a link where the rule allows one."""
    if not offer.other_compensation and not (link_suffices and offer.other_compensation_url):
        words = f"describe bonus, commission, equity and other pay, or say that there is none{_or_link(link_suffices)}"
        yield Missing(code="other-compensation", words=words)


def _or_link(suffices: bool) -> str:
    return ", or give a link to them" if suffices else " (a link alone is not enough)"


def job_description(offer: Offer, _ground: Ground) -> Iterator[Missing]:
    """It says what the job is."""
    if not offer.described:
        yield Missing(code="job-description", words="describe the job, or name its duties")


def deadline_or_rolling(offer: Offer, _ground: Ground) -> Iterator[Missing]:
    """It names its last day, or says that there is none."""
    if offer.deadline is None and not offer.rolling:
        yield Missing(
            code="deadline", words="name the last day to apply, or say that applications are taken on a rolling basis"
        )


def ai_screening_statement(offer: Offer, _ground: Ground) -> Iterator[Missing]:
    """Where AI screens applicants it says so. Nobody having said whether it does is no proof that it does not."""
    if offer.ai_screening_statement or offer.uses_ai_screening is False:
        return
    remedy = "state that AI is used to screen, assess or select applicants"
    unless = "" if offer.uses_ai_screening else ", or record that none is used (uses_ai_screening: false)"
    yield Missing(code="ai-screening-statement", words=remedy + unless)


def existing_vacancy_statement(offer: Offer, _ground: Ground) -> Iterator[Missing]:
    """It says whether there is a vacancy to fill."""
    if offer.existing_vacancy is None:
        yield Missing(
            code="existing-vacancy-statement", words="say whether it is for an existing vacancy (existing_vacancy)"
        )


def third_parties_carry_pay(offer: Offer, _ground: Ground) -> Iterator[Missing]:
    """Whoever is engaged to announce it shows the pay too."""
    if offer.third_parties_without_pay:
        names = ", ".join(sorted(offer.third_parties_without_pay))
        yield Missing(code="third-party-pay", words=f"have the pay shown by {names} too (third_parties, carries_pay)")


def internal_notice(
    offer: Offer, ground: Ground, *, within_days: int | None = None, promotions_only: bool = False
) -> Iterator[Missing]:
    """Own staff are told: within so many days of publication, or else before anyone is selected.

    What is not due yet does not refuse; nor does a notice that was late, since no other posting would mend that.
    promotions_only: not where the job is a promotion for nobody.
    """
    if promotions_only and offer.promotion_opportunity is False:
        return
    told = offer.internal_notice_on
    if within_days is None:
        if told is None:
            words = "announce it to your own staff before anyone is selected, and record the day (internal_notice_on)"
            yield Missing(code="internal-notice", words=words, refuses=False)
        return
    due = (offer.published_on or ground.day) + timedelta(days=within_days)
    if told is None or told > due:
        words = f"announce it to your own staff by {due}, and record the day (internal_notice_on)"
        overdue = ground.day > due
        yield Missing(code="internal-notice", words=words, due=due, refuses=overdue if told is None else not overdue)


def gender_neutral_title(
    offer: Offer, _ground: Ground, *, gendered: tuple[str, ...], markers: tuple[str, ...] = ()
) -> Iterator[Missing]:
    """The title names no sex, or says that every one is meant."""
    meant_for_all = any(marker.casefold() in offer.title.casefold() for marker in markers)
    if not meant_for_all and any(sentences_with((offer.title,), gendered)):
        words = f'name the job without a sex: "{offer.title}"'
        yield Missing(code="gender-neutral-title", words=words)


def forbidden_words(
    offer: Offer,
    _ground: Ground,
    *,
    code: str,
    remedy: str,
    phrases: tuple[str, ...],
    denied_before: tuple[str, ...] = (),
    denied_after: tuple[str, ...] = (),
) -> Iterator[Missing]:
    """Nothing that it says is of the forbidden kind."""
    for sentence in sentences_with(offer.words, phrases, denied_before, denied_after):
        yield Missing(code=code, words=f'{remedy}: "{_shortened(sentence)}"')


def _shortened(sentence: str, most: int = 120) -> str:
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "pay-range": pay_range,
        "no-open-end": no_open_end,
        "pay-width": pay_width,
        "pay-per-place-and-level": pay_per_place_and_level,
        "benefits": benefits,
        "other-compensation": other_compensation,
        "job-description": job_description,
        "deadline-or-rolling": deadline_or_rolling,
        "ai-screening-statement": ai_screening_statement,
        "existing-vacancy-statement": existing_vacancy_statement,
        "third-parties-carry-pay": third_parties_carry_pay,
        "internal-notice": internal_notice,
        "gender-neutral-title": gender_neutral_title,
        "forbidden-words": forbidden_words,
    }
)
