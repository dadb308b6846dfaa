"""Sentences about picked sites and clashes for a committee: names and people instead of codes and costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_target.models import FloatArray
    from geo_target.persian import Lang
    from geo_target.siting import Clash, Reason, Relaxation
    from geo_target.workflows.site_question import Asked

PEOPLE = {
    "population": ("people", "نفر"),
    "households": ("households", "خانوار"),
    "job_seekers": ("job seekers", "جویای کار"),
    "women_heads_of_household": ("women heads of household", "زن سرپرست خانوار"),
    "all": ("people in need", "نفر نیازمند"),
}
_GROUPS = {"group_min": ("دست‌کم", "at least"), "group_max": ("دست‌بالا", "at most")}
"""Requirements that count in each province or city."""
_OR: tuple[tuple[str, Lang], ...] = ((" یا ", "fa"), (" or ", "en"))
SERVICES = {
    "training": ("training", "آموزش"),
    "placement": ("placement", "کاریابی"),
    "microfinance": ("microfinance", "تأمین مالی خرد"),
    "community": ("community services", "خدمات محله‌ای"),
}


def reason_words(asked: Asked, reason: Reason) -> tuple[str, str]:
    """Say whom a new site serves, what is lost without it, and which other is next best; Persian, English."""
    parts = [_serves(asked, reason), _loses(asked, reason), _next(asked, reason)]
    return " ".join(fa for fa, _ in parts if fa), " ".join(en for _, en in parts if en)


def clash_change(asked: Asked, relaxation: Relaxation) -> dict[str, Any] | None:
    """Give the fields of the request that a relaxation changes; None where no field says it."""
    value, item = relaxation.value, relaxation.item
    first = float(value[0])
    numbers: dict[str, tuple[str, float | int | None]] = {
        "n_sites": ("n_sites", int(first) - asked.n_existing),
        "budget": ("budget", math.ceil(first)),
        "min_spacing": ("min_spacing_m", 10 * math.floor(first / 10) or None),
        # All cities have this radius then: at least as far as their own.
        "service": ("radius_m", 10 * math.ceil(first / 10)),
    }
    if item in numbers:
        name, number = numbers[item]
        return None if name == "n_sites" and (number or 0) < 1 else {name: number}
    if item == "forbidden":
        codes = {asked.question.cost.site_ids[place] for place in value.nonzero()[0].tolist()}
        return {"forbidden": tuple(code for code in asked.request.forbidden if code not in codes)}
    if item in _GROUPS:
        return {item: {code: new for code, _, new in _new_ones(asked, relaxation)}}
    if item == "min_coverage":
        return {
            "min_coverage": {str(floor.label): floor.share * first for floor in asked.question.rules.floors}
        }
    return None


def relaxation_words(asked: Asked, relaxation: Relaxation, change: dict[str, Any] | None) -> tuple[str, str]:
    """Say the smallest change, Persian and English: new sites, kilometres, million rials where they are meant."""
    before = {
        "n_sites": ("{} مکان تازه", "{} new sites", asked.request.n_sites, 1),
        "budget": ("بودجهٔ {} میلیون ریال", "a budget of {} million rials", asked.request.budget, 1),
        "service": ("شعاع خدمت {} کیلومتر", "a service radius of {} km", None, 1000),
        "min_spacing": (
            *("فاصلهٔ {} کیلومتر میان مکان‌های تازه", "new sites {} km apart"),
            *(asked.request.min_spacing_m, 1000),
        ),
    }
    if relaxation.item in _GROUPS:
        return _group_words(asked, relaxation)
    if relaxation.item == "n_sites" and not change:
        return "بی هیچ مکان تازه‌ای شدنی است.", "Possible with no new site."
    if relaxation.item == "min_coverage" and len({floor.share for floor in asked.question.rules.floors}) == 1:
        asked_for = asked.question.rules.floors[0].share
        value, now = 100 * asked_for * float(relaxation.value[0]), [100 * asked_for]
        fa, en = "دست‌کم {}٪ پوشش", "at least {}% covered"
    elif relaxation.item in before and change:
        fa, en, old, unit = before[relaxation.item]
        value, now = (next(iter(change.values())) or 0) / unit, [float(old or 0) / unit]
    else:
        return relaxation.text_fa, relaxation.text_en
    if relaxation.item == "service":  # it may depend on the city
        now = sorted({float(radius) / 1000 for radius in asked.inputs.demand.radius_m})
    # To two decimals, as it is asked anew: fewer could be less than is needed.
    new_fa, new_en = (format_number(value, lang) for _, lang in _OR)
    old_fa, old_en = (word.join(format_number(one, lang) for one in now) for word, lang in _OR)
    share = ("٪", "%") if relaxation.item == "min_coverage" else ("", "")
    return (
        f"با {fa.format(new_fa)} به‌جای {old_fa}{share[0]} شدنی است.",
        f"Possible with {en.format(new_en)} instead of {old_en}{share[1]}.",
    )


def _new_ones(asked: Asked, relaxation: Relaxation) -> Iterator[tuple[str, int, int]]:
    """Give each group's limit of NEW sites, now and relaxed: the question counts the existing ones in it, too."""
    rules = asked.question.rules
    for group, limit in zip(rules.groups, relaxation.value.tolist(), strict=True):
        stand = int(rules.existing[group.columns].sum())
        now = group.fewest if relaxation.item == "group_min" else group.most
        yield str(group.label), max(0, now - stand), max(0, round(limit) - stand)


def _group_words(asked: Asked, relaxation: Relaxation) -> tuple[str, str]:
    word_fa, word_en = _GROUPS[relaxation.item]
    fa, en = [], []
    for code, now, new in _new_ones(asked, relaxation):
        if new != now:
            name_fa, name_en = asked.inputs.names[code]
            fa.append(f"{word_fa} {_fa(new)} مکان تازه در {name_fa} ({code}) به‌جای {_fa(now)}")
            en.append(f"{word_en} {_en(new)} new in {name_en} ({code}) instead of {_en(now)}")
    return f"با {'، '.join(fa)} شدنی است.", f"Possible with {', '.join(en)}."


def clash_words(clash: Clash) -> tuple[str, str]:
    """Say what clashes, Persian and English."""
    if not clash.items and not clash.certain:
        return "طرحی پیدا نشد و علت آن هم در این زمان روشن نشد.", (
            "No plan was found, and the time was too short to tell why."
        )
    return clash.text_fa, clash.text_en


def one_radius(radii: FloatArray) -> float | None:
    """Give the service radius, metres; None where it is not the same for everybody: it depends on the city then."""
    least, most = float(radii.min()), float(radii.max())
    return most if least == most else None


def radius_notes(radii: FloatArray, service: str | None = None) -> list[tuple[str, str]]:
    """Say which service radii count where it depends on the city; Persian, English."""
    if one_radius(radii) is not None:
        return []
    known = sorted({float(radius) / 1000 for radius in radii})
    fa, en = " یا ".join(map(_fa, known)), " or ".join(map(_en, known))
    names = ("", "") if service is None else (f" {SERVICES[service][1]}", f" of {SERVICES[service][0]}")
    return [
        (
            f"شعاع خدمت{names[0]} بسته به شهر {fa} کیلومتر است.",
            f"The service radius{names[1]} is {en} km, depending on the city.",
        )
    ]


def people_words(asked: Asked) -> tuple[str, str]:
    """Give what those in need are called, English and Persian; points of priority are told as such."""
    english, persian = PEOPLE[asked.inputs.demand_name]
    if asked.request.by_priority:
        return f"{english} weighted by priority", f"{persian} (وزن‌داده با اولویت)"
    return english, persian


def _serves(asked: Asked, reason: Reason) -> tuple[str, str]:
    if asked.request.model == "p_dispersion":
        return "", ""
    english, persian = people_words(asked)
    return (
        f"به {_fa(reason.serves)} {persian} خدمت می‌دهد.",
        f"It serves {_en(reason.serves)} {english}.",
    )


def _loses(asked: Asked, reason: Reason) -> tuple[str, str]:
    if asked.request.is_covering and not _says_nothing(reason.loses_coverage):
        fa, en = _without(asked)
        return (
            f"بدون آن {fa.format(_fa(reason.loses_coverage))}",
            f"Without it {en.format(_en(reason.loses_coverage))}",
        )
    if asked.request.is_covering:
        return "بدون آن کسی بی‌بهره نمی‌ماند.", "Without it nobody would lose service."
    if math.isfinite(reason.loses) and reason.loses > 0:
        return _longer(asked, reason.loses, ("بدون آن", "Without it"))
    return "", ""


def _without(asked: Asked) -> tuple[str, str]:
    """Say what becomes of those whom the plan loses; {} is how many they are, or what they count."""
    english, persian = people_words(asked)
    if asked.request.decay is not None:
        return (
            f"طرح به اندازهٔ {{}} {persian} کمتر می‌ارزد (هر که دورتر، کمتر به شمار می‌آید).",
            f"the plan would be worth {{}} {english} less (who is farther counts less).",
        )
    if asked.request.covers > 1:
        few_fa, few_en = _fa(asked.request.covers), _en(asked.request.covers)
        return (
            f"{{}} {persian} کمتر از {few_fa} مرکز در دسترس خواهند داشت.",
            f"{{}} would have fewer than {few_en} in reach.",
        )
    if asked.request.capacity is not None:
        return f"به {{}} {persian} خدمت نمی‌رسد.", "{} more would not be served."
    return f"{{}} {persian} در دسترس هیچ مرکزی نخواهند بود.", "{} of them would have none in reach."


def _longer(asked: Asked, more: float, start: tuple[str, str]) -> tuple[str, str]:
    """Say how much worse a value in metres is."""
    if asked.request.model == "p_median":
        mean = more / float(asked.inputs.demand.weight.sum())
        return (
            f"{start[0]} راه میانگین {_fa(mean)} متر بیشتر می‌شود.",
            f"{start[1]} the mean way is {_en(mean)} m longer.",
        )
    if asked.request.model == "p_center":
        return (
            f"{start[0]} بلندترین راه {_fa(more)} متر بیشتر می‌شود.",
            f"{start[1]} the longest way is {_en(more)} m longer.",
        )
    return (
        f"{start[0]} کمترین فاصله {_fa(more)} متر کمتر می‌شود.",
        f"{start[1]} the least distance is {_en(more)} m shorter.",
    )


def _next(asked: Asked, reason: Reason) -> tuple[str, str]:
    if reason.runner_up is None:
        none = ("جایگزینی ندارد.", "No other site can take its place.")
        cut = ("جایگزین‌های آن سنجیده نشد.", "Not every other site was tried in its place.")
        return none if reason.certain else cut
    site = next(one for one in asked.inputs.candidates if one["code"] == reason.runner_up)
    fa = f"جایگزین بعدی: {site['name_fa']} ({reason.runner_up})"
    en = f"Next best: {site['name_en']} ({reason.runner_up})"
    difference = reason.difference
    if not math.isfinite(difference) or _says_nothing(difference):
        return f"{fa}، به همان خوبی.", f"{en}, as good."
    if difference < 0:
        better = _better(asked, -difference)
        return fa + better[0], en + better[1]
    if asked.request.model in {"mclp", "lscp_backup"}:
        english, persian = people_words(asked)
        return f"{fa}، {_fa(difference)} {persian} کمتر.", f"{en}, {_en(difference)} {english} fewer."
    if asked.request.model == "lscp":
        return f"{fa}، {_fa(difference)} گران‌تر.", f"{en}, {_en(difference)} dearer."
    longer = _longer(asked, difference, ("با آن", "with it"))
    return f"{fa}؛ {longer[0]}", f"{en}; {longer[1]}"


def _better(asked: Asked, more: float) -> tuple[str, str]:
    if asked.request.fair is None:
        return "، اندکی بهتر: طرح هنوز بهترین نیست.", ", even better: the plan is not the best yet."
    english, persian = people_words(asked)
    return f"، {_fa(more)} {persian} بیشتر، ولی ناعادلانه‌تر.", f", {_en(more)} {english} more, but less fair."


def _en(value: float) -> str:
    return format_number(value, "en", decimals=_decimals(value))


def _fa(value: float) -> str:
    return format_number(value, "fa", decimals=_decimals(value))


def _says_nothing(value: float) -> bool:
    """Tell whether a number would be written as 0: what a solver leaves of an exact one."""
    return _en(abs(value)) == "0"


def _decimals(value: float) -> int | None:
    return 0 if abs(value) >= 10 else None  # noqa: PLR2004  tenths of people or metres say nothing
