"""What people see of an answer where to build: a headline with its proof, the sites, the curve, a clash."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo_target.cli.output import Format, print_rows, say
from geo_target.persian import format_number
from geo_target.workflows.site_words import PEOPLE

if TYPE_CHECKING:
    from geo_target.workflows.site_answer import PlanRow, Service, SiteAnswer

SITES = {
    "number": ("no.", "شماره"),
    "code": ("code", "کد"),
    "name": ("site", "مکان"),
    "served": ("serves", "خدمت‌گیرنده"),
    "marginal": ("lost without it", "بی‌بهره بدون آن"),
    "runner_up": ("next best", "جایگزین بعدی"),
    "difference": ("worse by", "بدتر به"),
    "part": ("part", "جایگاه"),
    "stability": ("in draws %", "در بازنگری‌ها ٪"),
    "provenance": ("provenance", "خاستگاه"),
}
AREAS = {
    "area": ("area", "جا"),
    "code": ("code", "کد"),
    "demand": ("demand", "تقاضا"),
    "percent": ("covered %", "پوشش ٪"),
}
PLANS = {
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
    "alternative": ("Other plans nearly as good", "طرح‌های دیگر نزدیک به بهترین"),
    "phase": ("A plan that grows", "طرحی که گام‌به‌گام بزرگ می‌شود"),
    "hand_made": ("The plan made by hand", "طرح دستی"),
    "fair": ("Coverage against fairness", "پوشش در برابر عدالت"),
}
PARTS = {
    "must_have": "ناگزیر",
    "optional": "اختیاری",
    "never": "هرگز",
    "undecided": "نامعلوم",
}
PROVENANCES = {"modelled": "الگوسازی‌شده", "open": "دادهٔ باز", "official": "رسمی"}
UNITS = {
    "person_metres": ("m of mean way", "متر راه میانگین"),
    "metres": ("m", "متر"),
    "sites": ("sites", "مکان"),
    "million_rials": ("million rials", "میلیون ریال"),
}
_MOST_PLANS = 12


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
        return
    say()
    _print_sites(answer, fa=fa)
    if explain:
        for site in answer.new_sites:
            name, reason = (site.name_fa, site.reason_fa) if fa else (site.name_en, site.reason_en)
            say(f"{_number(site.number, fa=fa)}. {name}: {reason}")
        say()
    for kind, titles in TITLES.items():
        _print_plans(answer.of_kind(kind), titles[fa], fa=fa)
    _print_hand_made(answer, fa=fa)
    _print_fairness(answer, fa=fa)
    _print_robustness(answer, fa=fa)
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
    lines.append(proof(answer, lang))
    if answer.cancelled and answer.sites:
        lines.append(
            "پیش از پایان متوقف شد؛ این بهترین طرح تا آن هنگام است."
            if fa
            else "Stopped before the end: this is the best plan until then."
        )
    if answer.provenance == "modelled":
        lines.append(
            "داده‌ها الگوسازی‌شده‌اند، نه جای واقعی." if fa else "The data are modelled: not real places."
        )
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
        return f"{_number(n, fa=True)} مکان تازه؛ {known} ({format_number(answer.solve_s, 'fa')} ثانیه)."
    return f"{n} new sites; {known} ({answer.solve_s:.1f} s)."


def _fair_proof(answer: SiteAnswer, *, fa: bool) -> str:
    if answer.status == "optimal":
        return "عادلانه‌ترین طرح، اثبات‌شده" if fa else "proved: no plan is fairer to the worst served"
    return "اثبات نشد که عادلانه‌ترین طرح است" if fa else "not proved to be the fairest plan"


def _coverage(answer: SiteAnswer, before: Service, after: Service, *, fa: bool) -> str:
    english, persian = PEOPLE[answer.demand]
    total = answer.demand_total
    if fa:
        line = (
            f"پوشش از {_number(before.people, fa=True)} به {_number(after.people, fa=True)} از "
            f"{_number(total, fa=True)} {persian} می‌رسد ({format_number(100 * after.coverage, 'fa', decimals=0)}٪)"
        )
    else:
        line = f"Covers {before.people:,.0f} → {after.people:,.0f} of {total:,.0f} {english} ({after.coverage:.0%})"
    if after.mean_m is None:
        return f"{line}."
    was = "–" if before.mean_m is None else _number(before.mean_m, fa=fa)
    way = _number(after.mean_m, fa=fa)
    return f"{line}؛ راه میانگین {was} به {way} متر." if fa else f"{line}; mean way {was} → {way} m."


def _print_sites(answer: SiteAnswer, *, fa: bool) -> None:
    rows = []
    for site in answer.new_sites:
        row: dict[str, Any] = asdict(site) | {"name": site.name_fa if fa else site.name_en}
        for name in ("served", "marginal", "difference"):
            row[name] = None if row[name] is None else _number(row[name], fa=fa)
        if site.difference is not None and answer.unit == "person_metres":
            row["difference"] = f"{_number(site.difference / answer.demand_total, fa=fa)} m"
        if site.stability is not None:
            row["stability"] = _number(100 * site.stability, fa=fa)
        if fa:
            row |= {
                "number": _number(site.number, fa=True),
                "part": PARTS.get(site.part or ""),
                "provenance": PROVENANCES[site.provenance],
            }
        rows.append(row)
    hidden = {name for name in ("part", "stability") if all(row[name] is None for row in rows)}
    columns = {name: words[fa] for name, words in SITES.items() if name not in hidden}
    counted = _number(answer.n_existing, fa=fa)
    title = (
        f"مکان‌های تازه ({counted} مرکز موجود می‌ماند)" if fa else f"New sites ({counted} existing ones stay)"
    )
    print_rows(rows, columns, Format.TABLE, title)


def _print_plans(plans: tuple[PlanRow, ...], title: str, *, fa: bool) -> None:
    if not plans:
        return
    rows = []
    for plan in plans[:_MOST_PLANS]:
        row: dict[str, Any] = asdict(plan) | {"codes": " ".join(plan.sites)}
        row["percent"] = None if plan.coverage is None else 100 * plan.coverage
        for name in ("gap", "regret", "worst"):
            row[name] = None if row[name] is None else 100 * row[name]
        for name in ("people", "objective"):
            row[name] = None if row[name] is None else _number(row[name], fa=fa)
        if fa:
            for name in ("n_new", "percent", "gap", "regret", "worst"):
                row[name] = None if row[name] is None else format_number(row[name], "fa")
        rows.append(row)
    hidden = {name for name in ("gap", "regret", "worst") if all(row[name] is None for row in rows)}
    columns = {name: words[fa] for name, words in PLANS.items() if name not in hidden}
    more = (
        ""
        if len(plans) <= _MOST_PLANS
        else f" ({_number(_MOST_PLANS, fa=fa)} / {_number(len(plans), fa=fa)})"
    )
    print_rows(rows, columns, Format.TABLE, title + more)


def _print_hand_made(answer: SiteAnswer, *, fa: bool) -> None:
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
        say(f"{broken} {sentence}")


def _print_fairness(answer: SiteAnswer, *, fa: bool) -> None:
    found = answer.fairness
    if found is None:
        return
    rows = [
        {"area": one.name_fa if fa else one.name_en, "code": one.code}
        | {"demand": _number(one.demand, fa=fa), "percent": _number(100 * one.coverage, fa=fa)}
        for one in found.areas[:_MOST_PLANS]
    ]
    columns = {name: words[fa] for name, words in AREAS.items()}
    shown = f" ({_number(len(rows), fa=fa)} / {_number(len(found.areas), fa=fa)})"
    title = "کم‌بهره‌ترین‌ها نخست" if fa else "The worst served first"
    print_rows(rows, columns, Format.TABLE, title + (shown if len(rows) < len(found.areas) else ""))


def _print_robustness(answer: SiteAnswer, *, fa: bool) -> None:
    found = answer.robustness
    if found is None:
        return
    say(found.text_fa if fa else found.text_en)
    for one in found.others:
        share = _number(100 * one.stability, fa=fa)
        say(
            f"  بیرون از طرح: {one.name_fa} ({one.code})، در {share}٪ بازنگری‌ها"
            if fa
            else f"  Not in the plan: {one.name_en} ({one.code}), in {share}% of draws"
        )


def _print_clash(answer: SiteAnswer, *, fa: bool) -> None:
    clash = answer.clash
    if clash is None:
        return
    say(clash.text_fa if fa else clash.text_en)
    for one in clash.relaxations:
        say(f"  {one.text_fa if fa else one.text_en}")


def value_words(answer: SiteAnswer, value: float, *, fa: bool) -> str:
    """Give a value of the objective with its unit; a sum of ways as the mean way."""
    if answer.unit == "person_metres":
        value /= answer.demand_total
    english, persian = UNITS.get(answer.unit) or PEOPLE[answer.demand]
    return f"{_number(value, fa=fa)} {persian if fa else english}"


def _number(value: float, *, fa: bool) -> str:
    return format_number(value, "fa" if fa else "en", decimals=0)
