"""What people see beside a plan: how a plan by hand compares, how fair and how robust it is, shared buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo_target.cli.output import Format, print_rows, say
from geo_target.cli.site_errors import of_options
from geo_target.persian import format_number
from geo_target.workflows.site_words import PEOPLE, SERVICES

if TYPE_CHECKING:
    from geo_target.workflows.site_answer import SiteAnswer

AREAS = {
    "area": ("area", "جا"),
    "code": ("code", "کد"),
    "demand": ("demand", "تقاضا"),
    "percent": ("covered %", "پوشش ٪"),
}
SHARED = {
    "service": ("service", "خدمت"),
    "people": ("for", "برای"),
    "radius": ("radius km", "شعاع کیلومتر"),
    "new": ("new places", "جای تازه"),
    "before": ("covered before", "پوشش پیشین"),
    "after": ("covered after", "پوشش پسین"),
    "percent": ("covered %", "پوشش ٪"),
}
UNITS = {
    "person_metres": ("m of mean way", "متر راه میانگین"),
    "weighted_metres": ("person-metres", "نفر‌متر"),
    "metres": ("m", "متر"),
    "sites": ("sites", "مکان"),
    "million_rials": ("million rials", "میلیون ریال"),
}
MOST_SHOWN = 12


def print_hand_made(answer: SiteAnswer, *, fa: bool) -> None:
    """Print how a plan made by hand compares with the one that was found."""
    made = answer.hand_made
    if made is None:
        return
    if made.objective is not None and answer.objective is not None:
        values = [value_words(answer, value, fa=fa) for value in (made.objective, answer.objective)]
        difference, regret = made.difference or 0.0, abs(made.regret or 0.0)
        way = ("better", "بهتر") if difference < 0 else ("worse", "بدتر")
        by = value_words(answer, abs(difference), fa=fa)
        share = format_number(100 * regret, "fa" if fa else "en")
        say(
            f"طرح دستی: {values[0]}؛ طرح بالا: {values[1]}؛ {by} ({share}٪) {way[1]}."
            if fa
            else f"The plan made by hand: {values[0]}; the plan above: {values[1]}; {by} ({share}%) {way[0]}."
        )
    broken = "طرح دستی شرطی را نگه نمی‌دارد:" if fa else "The plan made by hand breaks a requirement:"
    for sentence in made.broken_fa if fa and made.broken_fa else made.broken:
        say(f"{broken} {of_options(sentence)}")


def print_fairness(answer: SiteAnswer, *, fa: bool) -> None:
    """Print how each province or city is served, the worst-served first."""
    found = answer.fairness
    if found is None:
        return
    rows = [
        {"area": one.name_fa if fa else one.name_en, "code": one.code}
        | {"demand": whole_number(one.demand, fa=fa), "percent": whole_number(100 * one.coverage, fa=fa)}
        for one in found.areas[:MOST_SHOWN]
    ]
    columns = {name: words[fa] for name, words in AREAS.items()}
    shown = f" ({whole_number(len(rows), fa=fa)} / {whole_number(len(found.areas), fa=fa)})"
    title = "کم‌بهره‌ترین‌ها نخست" if fa else "The worst served first"
    print_rows(rows, columns, Format.TABLE, title + (shown if len(rows) < len(found.areas) else ""))


def print_robustness(answer: SiteAnswer, *, fa: bool) -> None:
    """Print how the plan fares in draws of demand and travel speed."""
    found = answer.robustness
    if found is None:
        return
    say(found.text_fa if fa else found.text_en)
    for one in found.others:
        share = whole_number(100 * one.stability, fa=fa)
        say(
            f"  بیرون از طرح: {one.name_fa} ({one.code})، در {share}٪ بازنگری‌ها"
            if fa
            else f"  Not in the plan: {one.name_en} ({one.code}), in {share}% of draws"
        )


def value_unit(answer: SiteAnswer, *, fa: bool) -> str:
    """Give the unit of the objective as it is kept."""
    unit = "weighted_metres" if answer.unit == "person_metres" else answer.unit
    return (UNITS.get(unit) or PEOPLE[answer.demand])[fa]


def value_words(answer: SiteAnswer, value: float, *, fa: bool) -> str:
    """Give a value of the objective with its unit; a sum of ways as the mean way, but where people have weights."""
    weighted = answer.request.by_priority and answer.unit in {"person_metres", "people"}
    if answer.unit == "person_metres" and not weighted:
        value /= answer.demand_total
    unit = "weighted_metres" if weighted and answer.unit == "person_metres" else answer.unit
    english, persian = UNITS.get(unit) or PEOPLE[answer.demand]
    words = f"{persian} (وزن‌داده با اولویت)" if fa else f"{english} weighted by priority"
    return f"{whole_number(value, fa=fa)} {words if weighted else persian if fa else english}"


def whole_number(value: float, *, fa: bool) -> str:
    """Give a whole number as people write it."""
    return format_number(value, "fa" if fa else "en", decimals=0)


def print_shared(answer: SiteAnswer, *, fa: bool) -> None:
    """Print how each of the services that share buildings fares, and what all cost."""
    found = answer.shared
    if found is None:
        return
    rows = [
        {"service": SERVICES[one.service][fa], "people": PEOPLE[one.demand][fa]}
        | {"new": whole_number(len(one.sites), fa=fa), "radius": radius_words(one.radius_m, fa=fa)}
        | {"before": whole_number(one.before, fa=fa), "after": whole_number(one.people, fa=fa)}
        | {"percent": whole_number(100 * one.coverage, fa=fa)}
        for one in found.services
    ]
    title = "خدمات در ساختمان‌های مشترک" if fa else "Services in common buildings"
    print_rows(rows, {name: words[fa] for name, words in SHARED.items()}, Format.TABLE, title)
    new = {site.code for site in answer.new_sites}
    for one in found.services:
        standing = [code for code in one.sites if code not in new]
        if standing:
            codes = " ".join(standing[:MOST_SHOWN]) + (" …" if len(standing) > MOST_SHOWN else "")
            name, count = SERVICES[one.service][fa], whole_number(len(standing), fa=fa)
            say(
                f"{name} در {count} ساختمان موجود هم: {codes}"
                if fa
                else f"{name} opens in {count} buildings that stand, too: {codes}"
            )
    if found.budget is not None:
        spent, budget = (whole_number(value, fa=fa) for value in (found.spent, found.budget))
        say(
            f"هزینهٔ همه {spent} از بودجهٔ {budget} میلیون ریال."
            if fa
            else f"All cost {spent} of a budget of {budget} million rials."
        )


def radius_words(radius_m: float | None, *, fa: bool) -> str:
    """Give a radius in kilometres, or that it depends on the city."""
    if radius_m is None:
        return "بسته به شهر" if fa else "by city"
    return format_number(radius_m / 1000, lang(fa))


def lang(fa: bool) -> Literal["fa", "en"]:
    """Give the language's code."""
    return "fa" if fa else "en"
