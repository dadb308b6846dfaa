"""Sentences about the numbers of a neighbourhood, in Persian and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_target.palette import SERVICES
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence


class Text(NamedTuple):
    """The same sentence twice, without a full stop."""

    fa: str
    en: str


class Counted(NamedTuple):
    """Who is counted: in Persian one and what follows a number, in English one and many."""

    fa: str
    unit_fa: str
    one: str
    many: str


KINDS = {
    "training_centre": Text("مرکز آموزش فنی و حرفه‌ای", "training centre"),
    "placement_centre": Text("مرکز کاریابی", "placement centre"),
    "bank_branch": Text("شعبهٔ بانک کشاورزی", "bank branch"),
    "self_help_group": Text("گروه خودیار", "self-help group"),
    "neighbourhood_house": Text("خانهٔ محله", "neighbourhood house"),
    "social_service_base": Text("پایگاه خدمات اجتماعی", "social service base"),
}
DEMANDS = {
    "population": Counted("ساکن", "نفر", "resident", "residents"),
    "households": Counted("خانوار", "خانوار", "household", "households"),
    "job_seekers": Counted("جویندهٔ کار", "نفر", "job seeker", "job seekers"),
    "women_heads_of_household": Counted(
        "زن سرپرست خانوار", "نفر", "woman head of household", "women heads of household"
    ),
}
MEASURES = {
    "nearest": Text("فاصله تا نزدیک‌ترین", "distance to the nearest"),
    "cumulative": Text("ظرفیت در شعاع", "capacity within the radius"),
    "gravity": Text("مدل جاذبه", "gravity model"),
    "two_step_fca": Text("حوزهٔ شناور دومرحله‌ای", "two-step floating catchment"),
    "enhanced_two_step_fca": Text("حوزهٔ شناور دومرحله‌ای بهبودیافته", "enhanced two-step floating catchment"),
    "modified_two_step_fca": Text("حوزهٔ شناور دومرحله‌ای اصلاح‌شده", "modified two-step floating catchment"),
    "three_step_fca": Text("حوزهٔ شناور سه‌مرحله‌ای", "three-step floating catchment"),
    "balanced_fca": Text("حوزهٔ شناور متوازن", "balanced floating catchment"),
    "raam": Text("مدل عامل‌های عاقل", "rational agents"),
}
NOBODY = Text("کسی در آن زندگی نمی‌کند", "nobody lives there")

_DATA = {
    "modelled": Text("دادهٔ مدل‌سازی‌شده", "modelled data"),
    "open": Text("دادهٔ آزاد", "open data"),
}
_OF_DATA = {
    (True, False): Text("ارقام محله رسمی نیست", "the neighbourhood's figures are not official"),
    (False, True): Text("جای مراکز رسمی نیست", "the places of the facilities are not official"),
    (True, True): Text(
        "ارقام محله و جای مراکز رسمی نیست",
        "neither the neighbourhood's figures nor the places of the facilities are official",
    ),
}


def say_covered(share: float, radius_m: float, kinds: Sequence[str]) -> Text:
    """Say how many of the people live within the radius."""
    fa, en = _names(kinds)
    near_fa, near_en = _length(radius_m)
    if share == 0:
        return Text(f"هیچ {fa} فعالی تا {near_fa}ی نیست", f"no operating {en} within {near_en}")
    if share == 1:
        people = Text("همهٔ مردم آن", "all its people")
    else:
        percent = _percent(share)
        people = Text(f"{percent.fa} مردم آن", f"{percent.en} of its people")
    return Text(
        f"{people.fa} تا {near_fa}ی یک {fa} فعال زندگی می‌کنند",
        f"{people.en} live within {near_en} of an operating {en}",
    )


def say_met(share: float, service: str, measure: str) -> Text:
    """Say how much of the need is met by a measure that is more than coverage."""
    fa, en = _service(service)
    by = MEASURES[measure]
    if share == 0:
        return Text(
            f"هیچ بخشی از نیاز آن به {fa} برآورده نیست ({by.fa})",
            f"none of its need for {en} is met ({by.en})",
        )
    if share == 1:
        return Text(
            f"نیاز آن به {fa} به‌طور کامل برآورده است ({by.fa})", f"its need for {en} is met in full ({by.en})"
        )
    percent = _percent(share)
    return Text(
        f"{percent.fa} نیاز آن به {fa} برآورده است ({by.fa})",
        f"{percent.en} of its need for {en} is met ({by.en})",
    )


def say_nearest(nearest_m: float, kinds: Sequence[str]) -> Text:
    """Say how far the nearest is on average; NaN: there is none."""
    fa, en = _names(kinds)
    if np.isnan(nearest_m):
        return Text(f"در سراسر کشور هیچ {fa} فعالی نیست", f"no {en} is operating anywhere in the country")
    far_fa, far_en = _length(nearest_m)
    return Text(
        f"فاصله تا نزدیک‌ترین {fa} فعال به‌طور میانگین {far_fa} است",
        f"the nearest operating {en} is {far_en} away on average",
    )


def say_unserved(unserved: float, demand: float, demand_is: str, service: str, *, covers: bool) -> Text:
    """Say how many of those in need are without access, or without enough of it (not `covers`)."""
    who, what = DEMANDS[demand_is], _service(service)
    whole = round(demand)
    missing = min(whole, max(1, round(unserved))) if unserved > 0 else 0
    fa = f"به {what.fa} دسترسی{'' if covers else ' کافی'}"
    en = f"{'' if covers else 'enough '}access to {what.en}"
    if whole == 0:
        return Text(f"هیچ {who.fa}ی ندارد", f"it has no {who.many}")
    if whole == 1:
        has = Text("ندارد", f"is without {en}") if missing else Text("دارد", f"has {en}")
        return Text(f"تنها {who.fa} آن {fa} {has.fa}", f"its only {who.one} {has.en}")
    all_fa, all_en = _number(whole)
    if missing == 0:
        return Text(f"هر {all_fa} {who.fa} آن {fa} دارند", f"all of its {all_en} {who.many} have {en}")
    if missing == whole:
        return Text(f"هیچ‌یک از {all_fa} {who.fa} آن {fa} ندارد", f"none of its {all_en} {who.many} has {en}")
    some_fa, some_en = _number(missing)
    verb = Text("ندارد", "is") if missing == 1 else Text("ندارند", "are")
    return Text(
        f"از {all_fa} {who.fa} آن، {some_fa} {who.unit_fa} {fa} {verb.fa}",
        f"{some_en} of its {all_en} {who.many} {verb.en} without {en}",
    )


def say_deprivation(index: float, *, lower: float, higher: float) -> Text:
    """Say where a deprivation index stands; `lower` and `higher` are shares of the country's neighbourhoods."""
    fa, en = format_number(index, decimals=2), format_number(index, "en", decimals=2)
    said = Text(f"شاخص محرومیت آن {fa} است", f"its deprivation index is {en}")
    if lower == higher == 0:
        return said
    above = lower >= higher
    percent = _percent(max(lower, higher))
    return Text(
        f"{said.fa}، {'بالاتر' if above else 'پایین‌تر'} از {percent.fa} محله‌های کشور",
        f"{said.en}, {'higher' if above else 'lower'} than in {percent.en} of the country's neighbourhoods",
    )


def say_rank(rank: int, of: int, low: int | None, high: int | None) -> Text:
    """Say the rank, and between which ranks nine of ten draws put it."""
    numbers = [_number(value) for value in (rank, of)]
    said = Text(f"رتبهٔ {numbers[0].fa} از {numbers[1].fa}", f"rank {numbers[0].en} of {numbers[1].en}")
    if low is None or high is None:
        return said
    first, last = _number(low), _number(high)
    if low != high:
        within = Text(f"از {first.fa} تا {last.fa}", f"between {first.en} and {last.en}")
    else:
        within = Text("همین رتبه", "the same") if low == rank else Text(f"رتبهٔ {first.fa}", first.en)
    return Text(
        f"{said.fa}، در نه از ده بار محاسبه {within.fa}", f"{said.en}, {within.en} in nine of ten draws"
    )


def say_data(provenance: str, *, figures: bool, places: bool) -> Text | None:
    """Say what is not official; None where everything is."""
    if provenance not in _DATA or not (figures or places):
        return None
    data, which = _DATA[provenance], _OF_DATA[figures, places]
    return Text(f"{data.fa}: {which.fa}", f"{data.en}: {which.en}")


def _names(kinds: Sequence[str]) -> Text:
    names = [KINDS[kind] for kind in kinds]
    return Text(" یا ".join(name.fa for name in names), " or ".join(name.en for name in names))


def _service(service: str) -> Text:
    name = SERVICES[service]
    return Text(name.fa, name.en.lower())


def _number(value: float) -> Text:
    return Text(format_number(value), format_number(value, "en"))


def _length(metres: float) -> Text:
    """Give whole metres below a kilometre, kilometres with at most one decimal from there."""
    whole = round(metres)
    if whole < 1000:  # noqa: PLR2004  a kilometre
        number = _number(whole)
        return Text(f"{number.fa} متر", f"{number.en} m")
    number = _number(round(metres / 1000, 1))
    return Text(f"{number.fa} کیلومتر", f"{number.en} km")


def _percent(share: float) -> Text:
    """Give whole percents; what is not nothing is never 0, what is not all is never 100."""
    percent = 100 * share
    if 0 < percent < 1:
        return Text("کمتر از ۱ درصد", "less than 1 percent")
    if 99 < percent < 100:  # noqa: PLR2004  a hundred percent is all
        return Text("بیش از ۹۹ درصد", "more than 99 percent")
    number = _number(round(percent))
    return Text(f"{number.fa} درصد", f"{number.en} percent")
