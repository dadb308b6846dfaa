"""What people see of an answer where to build: a headline with its proof, the sites, the curve, a clash."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo_target.cli.output import Format, print_rows, say
from geo_target.cli.site_beside_output import (
    MOST_SHOWN,
    print_fairness,
    print_hand_made,
    print_robustness,
    print_shared,
    value_unit,
    whole_number,
)
from geo_target.persian import format_number
from geo_target.workflows.site_steps import MOST_STEPS
from geo_target.workflows.site_words import PEOPLE, SERVICES

if TYPE_CHECKING:
    from geo_target.persian import Lang
    from geo_target.workflows.site_answer import Service, SiteAnswer

SITES = {
    "number": ("no.", "شماره"),
    "code": ("code", "کد"),
    "name": ("site", "مکان"),
    "services": ("services", "خدمات"),
    "served": ("serves", "خدمت‌گیرنده"),
    "marginal": ("lost without it", "بی‌بهره بدون آن"),
    "runner_up": ("next best", "جایگزین بعدی"),
    "difference": ("worse by", "بدتر به"),
    "part": ("part", "جایگاه"),
    "stability": ("in draws %", "در بازنگری‌ها ٪"),
    "provenance": ("provenance", "خاستگاه"),
}
_IN_METRES = frozenset({"person_metres", "metres"})
"""Units of an objective that is told in metres."""
_MAY_BE_EMPTY = ("services", "served", "marginal", "runner_up", "difference", "part", "stability")
_FARTHEST = {
    "p_center": ("The longest way is", "بلندترین راه"),
    "p_dispersion": ("The least distance between two open sites is", "کمترین فاصلهٔ دو مکان باز"),
}
"""Models whose objective is one distance."""
PLANS = {
    "budget": ("budget", "بودجه"),
    "n_new": ("new sites", "مکان تازه"),
    "percent": ("covered %", "پوشش ٪"),
    "people": ("people", "نفر"),
    "objective": ("value", "مقدار"),
    "gap": ("gap %", "فاصله ٪"),
    "worst": ("worst covered %", "کمترین پوشش ٪"),
    "regret": ("regret %", "افسوس ٪"),
    "status": ("status", "وضعیت"),
    "codes": ("sites", "مکان‌ها"),
}
TITLES = {
    "frontier": ("The best for each number of new sites", "بهترین طرح برای هر شمار مکان تازه"),
    "budget": ("The best for each budget, million rials", "بهترین طرح با هر بودجه، میلیون ریال"),
    "alternative": ("Other plans nearly as good", "طرح‌های دیگر نزدیک به بهترین"),
    "phase": ("A plan that grows", "طرحی که گام‌به‌گام بزرگ می‌شود"),
    "hand_made": ("The plan made by hand", "طرح دستی"),
    "fair": ("Coverage against fairness", "پوشش در برابر عدالت"),
}
_NOTHING = 1e-9
"""A share of this much is what adding up leaves: a person of a thousand million."""
PARTS = {
    "must_have": "ناگزیر",
    "optional": "اختیاری",
    "never": "هرگز",
    "undecided": "نامعلوم",
}
STATUSES = {
    "optimal": "اثبات‌شده",
    "feasible": "اثبات‌نشده",
    "infeasible": "ناشدنی",
    "no_plan": "بی‌طرح",
}
PROVENANCES = {"modelled": "مدل‌شده", "open": "دادهٔ باز", "official": "رسمی"}


def print_csv(answer: SiteAnswer) -> None:
    """Print every column of the sites as CSV."""
    rows = [asdict(site) for site in answer.sites]
    names = list(rows[0]) if rows else ["number", "code"]
    print_rows(rows, {name: name for name in names}, Format.CSV)


def print_site(answer: SiteAnswer, *, lang: str = "en", explain: bool = False) -> None:
    """Print an answer for a person."""
    fa = lang == "fa"
    for line in headline(answer, lang):
        say(line)
    if answer.clash is not None:
        _print_clash(answer, fa=fa)
        print_hand_made(answer, fa=fa)
        return
    say()
    _print_sites(answer, fa=fa)
    if explain:
        for site in answer.new_sites:
            name, reason = (site.name_fa, site.reason_fa) if fa else (site.name_en, site.reason_en)
            say(f"{whole_number(site.number, fa=fa)}. {name}: {reason}")
        say()
    for kind, titles in TITLES.items():
        named = TITLES["budget"] if kind == "frontier" and answer.request.frontier_by_budget else titles
        _print_plans(answer, kind, named[fa], fa=fa)
    print_hand_made(answer, fa=fa)
    print_fairness(answer, fa=fa)
    print_robustness(answer, fa=fa)
    print_shared(answer, fa=fa)
    for persian, english in answer.notes:
        say(persian if fa else english)
    kept = f"geo-target site-runs show {answer.run_id}"
    say(f"نگه داشته شد: {kept}" if fa else f"Kept: {kept}")


def headline(answer: SiteAnswer, lang: str) -> list[str]:
    """Give the answer in a few sentences: coverage before and after, the proof, where the data come from."""
    fa = lang == "fa"
    lines = []
    if answer.after is not None and answer.request.model != "p_dispersion":
        lines.append(_coverage(answer, answer.before, answer.after, fa=fa))
    if answer.request.model in _FARTHEST and answer.objective is not None:
        way = whole_number(answer.objective, fa=fa)
        lines.append(f"{_FARTHEST[answer.request.model][fa]} {way} {'متر است.' if fa else 'm.'}")
    lines.append(proof(answer, lang))
    if answer.cancelled and answer.sites:
        lines.append(
            "پیش از پایان متوقف شد؛ این بهترین طرح تا آن هنگام است."
            if fa
            else "Stopped before the end: this is the best plan until then."
        )
    if answer.provenance == "modelled":
        lines.append("داده‌ها مدل‌شده‌اند، نه جای واقعی." if fa else "The data are modelled: not real places.")
    return lines


def proof(answer: SiteAnswer, lang: str) -> str:
    """Say how good the plan is proved to be."""
    fa, n = lang == "fa", len(answer.new_sites)
    if answer.request.fair is not None and answer.status in {"optimal", "feasible"}:
        known = _fair_proof(answer, fa=fa)
    elif answer.status == "optimal":
        known = "بهترین طرح، اثبات‌شده" if fa else "proved: no plan is better"
    elif answer.status == "feasible" and answer.gap is not None:
        gap = 100 * answer.gap
        known = (
            f"دست‌بالا {format_number(gap, 'fa')}٪ تا بهترین"
            if fa
            else f"at most {gap:.2f}% from the best possible"
        )
    elif answer.status == "feasible":
        known = "فاصله تا بهترین دانسته نیست" if fa else "how far from the best is not known"
    elif answer.status == "infeasible":
        return (
            "هیچ طرحی همهٔ شرط‌ها را ندارد (اثبات‌شده)." if fa else "No plan keeps every requirement (proved)."
        )
    elif answer.cancelled:
        return "پیش از آن که طرحی پیدا شود متوقف شد." if fa else "Stopped before a plan was found."
    else:
        return (
            "در این زمان طرحی پیدا نشد؛ زمان بیشتری بدهید."
            if fa
            else "No plan was found in the time given; give more: --time-limit."
        )
    if fa:
        return f"{whole_number(n, fa=True)} مکان تازه؛ {known} ({format_number(answer.solve_s, 'fa')} ثانیه)."
    return f"{n} new sites; {known} ({answer.solve_s:.1f} s)."


def _fair_proof(answer: SiteAnswer, *, fa: bool) -> str:
    if answer.status == "optimal":
        return "عادلانه‌ترین طرح، اثبات‌شده" if fa else "proved: no plan is fairer to the worst served"
    known = answer.fairness
    if known is None or known.worst_bound is None:
        return "اثبات نشد که عادلانه‌ترین طرح است" if fa else "not proved to be the fairest plan"
    shares = [
        format_number(100 * one, "fa" if fa else "en", decimals=1) for one in (known.worst, known.worst_bound)
    ]
    if fa:
        return f"پوشش کم‌بهره‌ترین جا {shares[0]}٪ است و هیچ طرحی بیش از {shares[1]}٪ نمی‌دهد؛ عادلانه‌ترین بودن اثبات نشد"
    return f"not proved the fairest: {shares[0]}% of the worst served, and no plan covers over {shares[1]}%"


def _coverage(answer: SiteAnswer, before: Service, after: Service, *, fa: bool) -> str:
    english, persian = PEOPLE[answer.demand]
    total = answer.demand_total
    if fa:
        line = (
            f"پوشش از {whole_number(before.people, fa=True)} به {whole_number(after.people, fa=True)} از "
            f"{whole_number(total, fa=True)} {persian} می‌رسد ({percent(after.coverage, 'fa')}٪)"
        )
    else:
        share = percent(after.coverage, "en")
        line = f"Covers {before.people:,.0f} → {after.people:,.0f} of {total:,.0f} {english} ({share}%)"
    if after.mean_m is None:
        return f"{line}."
    was = "–" if before.mean_m is None else whole_number(before.mean_m, fa=fa)
    way = whole_number(after.mean_m, fa=fa)
    return f"{line}؛ راه میانگین {was} به {way} متر." if fa else f"{line}; mean way {was} → {way} m."


def percent(share: float, lang: Lang) -> str:
    """Give whole percents; tenths, rounded down, where that would say 100 for less than all or 0 for something."""
    value = 100 * share
    if _NOTHING < share < 1 - _NOTHING and round(value) in {0, 100}:
        return format_number(math.floor(10 * value) / 10, lang, decimals=1)
    return format_number(value, lang, decimals=0)


def in_percent(share: float) -> float:
    """Give percents that a column of tenths does not round to all where it is less."""
    return min(100 * share, 99.9) if share < 1 - _NOTHING else 100.0


def _print_sites(answer: SiteAnswer, *, fa: bool) -> None:
    rows = []
    for site in answer.new_sites:
        row: dict[str, Any] = asdict(site) | {"name": site.name_fa if fa else site.name_en}
        for name in ("served", "marginal", "difference"):
            row[name] = None if row[name] is None else whole_number(row[name], fa=fa)
        if answer.request.model == "p_dispersion":
            row["served"] = None
        if answer.request.by_priority and answer.unit == "person_metres":  # the reason tells it
            row["difference"] = None
        elif site.difference is not None and answer.unit in _IN_METRES:
            shared = answer.demand_total if answer.unit == "person_metres" else 1
            row["difference"] = f"{whole_number(site.difference / shared, fa=fa)} {'متر' if fa else 'm'}"
        if site.services is not None:
            row["services"] = ("، " if fa else ", ").join(SERVICES[one][fa] for one in site.services)
        if site.stability is not None:
            row["stability"] = whole_number(100 * site.stability, fa=fa)
        if fa:
            row |= {
                "number": whole_number(site.number, fa=True),
                "part": PARTS.get(site.part or ""),
                "provenance": PROVENANCES[site.provenance],
            }
        rows.append(row)
    hidden = {name for name in _MAY_BE_EMPTY if all(row[name] is None for row in rows)}
    columns = {name: words[fa] for name, words in SITES.items() if name not in hidden}
    counted = whole_number(answer.n_existing, fa=fa)
    title = (
        f"مکان‌های تازه ({counted} مرکز موجود می‌ماند)" if fa else f"New sites ({counted} existing ones stay)"
    )
    print_rows(rows, columns, Format.TABLE, title)


def _print_plans(answer: SiteAnswer, kind: str, title: str, *, fa: bool) -> None:
    plans = answer.of_kind(kind)
    if not plans:
        return
    rows = []
    most = MOST_SHOWN if plans[0].kind == "alternative" else MOST_STEPS
    for plan in plans[:most]:
        row: dict[str, Any] = asdict(plan) | {"codes": " ".join(plan.sites)}
        row["percent"] = None if plan.coverage is None else in_percent(plan.coverage)
        for name in ("gap", "regret", "worst"):
            row[name] = None if row[name] is None else 100 * row[name]
        for name in ("budget", "people", "objective"):
            row[name] = None if row[name] is None else whole_number(row[name], fa=fa)
        if fa:
            row["status"] = STATUSES[plan.status]
            for name in ("n_new", "percent", "gap", "regret", "worst"):
                row[name] = None if row[name] is None else format_number(row[name], "fa")
        rows.append(row)
    hidden = {name for name in ("budget", "gap", "regret", "worst") if all(row[name] is None for row in rows)}
    columns = {name: words[fa] for name, words in PLANS.items() if name not in hidden}
    columns["objective"] += f"{'، ' if fa else ', '}{value_unit(answer, fa=fa)}"
    more = "" if len(plans) <= most else f" ({whole_number(most, fa=fa)} / {whole_number(len(plans), fa=fa)})"
    print_rows(rows, columns, Format.TABLE, title + more)


def _print_clash(answer: SiteAnswer, *, fa: bool) -> None:
    clash = answer.clash
    if clash is None:
        return
    say(clash.text_fa if fa else clash.text_en)
    for one in clash.relaxations:
        say(f"  {one.text_fa if fa else one.text_en}")
