"""How a plan fares where demand and travel are not as assumed: drawn by provenance, as the scoring draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.persian import format_number
from geo_target.siting import robustness
from geo_target.workflows.site_answer import RobustSite, SiteRobustness
from geo_target.workflows.site_costs import costs_of
from geo_target.workflows.site_extras import finite
from geo_target.workflows.site_words import people_words

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.plans import SitingPlan
    from geo_target.profile import Profile
    from geo_target.siting import Limit
    from geo_target.workflows.site_question import Asked

LOW, HIGH = 0.05, 0.95
_MOST_OTHERS = 20
_RIVAL = 0.1
"""Share of the draws from which a site that the plan lacks is told."""
_FIRM = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Fared:
    """What the draws found; `stability` is of each site, in the matrix's order."""

    told: SiteRobustness
    stability: FloatArray


def fare(asked: Asked, plan: SitingPlan, profile: Profile, limit: Limit) -> Fared:
    """Draw demand and travel speed, and value the plan against the best one of each draw.

    The logarithm of a neighbourhood's demand is drawn with the standard deviation that the profile gives its provenance,
    that of the speed with the profile's ``radius_error``: to travel a tenth faster is to reach a tenth farther.
    """
    demand, speed = draws_of(asked, profile)
    # Who travels faster reaches sites that the question's own costs do not hold.
    wide = costs_of(asked.request, asked.inputs, asked.detour, farther=max(1.0, float(speed.max())))
    found = robustness(
        asked.question.asked(cost=wide),
        plan.open_sites,
        demand_draws=demand,
        speed_draws=speed,
        limit=limit,
    )
    objective, best, regret = _against_the_best(found.objective, found.best, maximise=asked.question.maximise)
    numbers = _numbers(objective, best, regret) | {
        "draws": len(speed),
        "proven": int(found.proven.sum()),
        "demand_errors": _errors(asked, profile),
        "speed_error": profile.uncertainty.radius_error,
        "others": _others(asked, plan, found.stability),
    }
    firm = [found.stability[column] >= _FIRM for column in plan.open_columns if column >= asked.n_existing]
    text_fa, text_en = _words(asked, numbers, sum(firm), len(firm))
    return Fared(SiteRobustness(**numbers, text_fa=text_fa, text_en=text_en), found.stability)


def draws_of(asked: Asked, profile: Profile) -> tuple[FloatArray, FloatArray]:
    """Give the demand of each point, shape ``(n_draws, n_demand)``, and the speed in each draw, 1 as assumed."""
    count, demand = int(asked.request.robustness or 0), asked.inputs.demand
    random = np.random.default_rng(asked.request.seed)
    names, area = np.unique(demand.neighbourhood, return_inverse=True)
    error = np.zeros(len(names))
    error[area] = [profile.uncertainty.demand_error[one] for one in demand.provenance]
    factor = np.exp(random.standard_normal((count, len(names))) * error)
    speed = np.exp(random.standard_normal(count) * profile.uncertainty.radius_error)
    return factor[:, area] * demand.weight, speed


def _errors(asked: Asked, profile: Profile) -> dict[str, float]:
    errors = profile.uncertainty.demand_error
    return {one: errors[one] for one in sorted(set(asked.inputs.demand.provenance))}


def _numbers(objective: FloatArray, best: FloatArray, regret: FloatArray) -> dict[str, Any]:
    inside, known = np.isfinite(objective), regret[np.isfinite(regret)]
    value: Any = np.quantile(objective[inside], [LOW, 0.5, HIGH]) if inside.any() else [np.nan] * 3
    return {
        "failed": int((~inside & np.isfinite(best)).sum()),
        **{f"value_{name}": finite(one) for name, one in zip(("low", "mid", "high"), value, strict=True)},
        "regret_mean": float(known.mean()) if len(known) else None,
        "regret_high": float(np.quantile(known, HIGH)) if len(known) else None,
        "regret_max": float(known.max()) if len(known) else None,
        "values": tuple(finite(one) for one in objective),
        "best": tuple(finite(one) for one in best),
        "regrets": tuple(finite(one) for one in regret),
    }


def _against_the_best(
    objective: FloatArray, best: FloatArray, *, maximise: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give values, best values and regrets; where time ended and the plan is better, it is the best that is known."""
    sign = 1.0 if maximise else -1.0
    best = sign * np.fmax(sign * best, sign * objective)
    worse = sign * (best - objective)
    scale = np.where((best == 0) | np.isnan(best), 1.0, np.abs(best))
    return objective, best, np.where(np.isnan(objective), np.nan, worse / scale)


def _others(asked: Asked, plan: SitingPlan, stability: FloatArray) -> tuple[RobustSite, ...]:
    """Give sites that the plan lacks and the best plans of many draws have, most often first."""
    rest = stability.copy()
    rest[plan.open_columns] = 0.0
    order = [column for column in np.argsort(-rest, kind="stable").tolist() if rest[column] >= _RIVAL]
    sites = asked.inputs.sites
    return tuple(
        RobustSite(
            **{name: sites[column][name] for name in ("code", "name_fa", "name_en", "lon", "lat")},
            stability=float(rest[column]),
        )
        for column in order[:_MOST_OTHERS]
    )


def _words(asked: Asked, of: dict[str, Any], firm: int, new: int) -> tuple[str, str]:
    """Say it in a few sentences, Persian and English."""
    sites = (
        f"{_fa(firm)} از {_fa(new)} مکان تازه در بهترین طرح دست‌کم نه دهم بارها هست.",
        f"{firm} of {new} new sites are in the best plan of nine draws in ten.",
    )
    fa = [
        f"در {_fa(of['draws'])} بار بازنگری تصادفی تقاضا و سرعت سفر: {_value(asked, of, fa=True)}{sites[0]}"
    ]
    en = [f"In {of['draws']} draws of demand and travel speed: {_value(asked, of, fa=False)}{sites[1]}"]
    if of["failed"]:
        fa.append(f"در {_fa(of['failed'])} بار این طرح شرطی را نگه نمی‌دارد، با آن که طرحی هست که نگه دارد.")
        en.append(f"In {of['failed']} draws it breaks a requirement that another plan keeps.")
    if of["proven"] < of["draws"]:
        unsure = of["draws"] - of["proven"]
        fa.append(f"بهترین طرح {_fa(unsure)} بار در این زمان اثبات نشد: افسوس دست‌کم همین است.")
        en.append(
            f"The best plan of {unsure} draws was not proved in the time given: the regret is at least this."
        )
    return " ".join(fa), " ".join(en)


def _value(asked: Asked, of: dict[str, Any], *, fa: bool) -> str:
    if of["value_mid"] is None or of["regret_mean"] is None:
        return ""
    low, mid, high = (_shown(asked, of[f"value_{name}"], fa=fa) for name in ("low", "mid", "high"))
    mean, most = (
        format_number(100 * of[name], "fa" if fa else "en") for name in ("regret_mean", "regret_max")
    )
    unit = _unit(asked, fa=fa)
    if fa:
        return (
            f"مقدار آن در نه دهم بارها از {low} تا {high} {unit} است (میانه {mid})؛ نسبت به بهترین طرح هر بار "
            f"به‌طور میانگین {mean}٪ و دست‌بالا {most}٪ بدتر است؛ "
        )
    return (
        f"its value is {low} to {high} {unit} in nine draws of ten (median {mid}); against the best plan of each draw "
        f"it is {mean}% worse on average and {most}% at most; "
    )


def _shown(asked: Asked, value: float, *, fa: bool) -> str:
    if asked.request.model == "p_median":
        value /= float(asked.inputs.demand.weight.sum())
    return format_number(value, "fa" if fa else "en", decimals=0)


def _unit(asked: Asked, *, fa: bool) -> str:
    model = asked.request.model
    if model in {"mclp", "lscp_backup"}:
        return people_words(asked)[fa]
    if model == "lscp":
        money = asked.request.budget is not None
        return ("million rials", "میلیون ریال")[fa] if money else ("sites", "مکان")[fa]
    if model == "p_median":
        return ("m of mean way", "متر راه میانگین")[fa]
    return ("m", "متر")[fa]


def _fa(value: float) -> str:
    return format_number(value, "fa", decimals=0)
