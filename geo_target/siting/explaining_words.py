"""Sentences about clashes and relaxations, in English and in Persian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.models import FloatArray
    from geo_target.siting.question import Question

NAMES = {
    "n_sites": ("the number of sites", "شمار مکان‌ها"),
    "budget": ("the budget", "بودجه"),
    "group_min": ("the fewest sites of each group", "کمترین شمار مکان هر گروه"),
    "group_max": ("the most sites of each group", "بیشترین شمار مکان هر گروه"),
    "min_spacing": ("the least distance between new sites", "کمترین فاصلهٔ مکان‌های تازه"),
    "existing": ("the existing sites", "مکان‌های موجود"),
    "forbidden": ("the forbidden sites", "مکان‌های ممنوع"),
    "capacity": ("the capacities", "ظرفیت‌ها"),
    "min_coverage": ("the least coverage of each group", "کمترین پوشش هر گروه"),
    "service": ("service to every demand point", "خدمت به همهٔ نقاط تقاضا"),
}


def clash_words(items: Sequence[str], *, certain: bool = True) -> tuple[str, str]:
    """Say what clashes.

    Parameters
    ----------
    certain
        Whether it is proved that nothing clashes, or that no fewer requirements do.
    """
    if not items and not certain:
        return (
            "Whether there is a plan that keeps every requirement was not found out in the time given.",
            "در این زمان روشن نشد که طرحی با همهٔ شرط‌ها هست یا نه.",
        )
    if not items:
        return "There is a plan that keeps every requirement.", "طرحی هست که همهٔ شرط‌ها را دارد."
    if len(items) == 1:
        english, persian = NAMES[items[0]]
        return f"No plan can keep to {english}.", f"هیچ طرحی این شرط را برنمی‌آورد: {persian}."
    english = ", ".join(NAMES[item][0] for item in items[:-1]) + " and " + NAMES[items[-1]][0]
    persian = "، ".join(NAMES[item][1] for item in items[:-1]) + " و " + NAMES[items[-1]][1]
    perhaps = ("", "")
    if not certain:
        perhaps = (
            " Perhaps fewer of them clash already: time ended before that was known.",
            " شاید چند شرط از این‌ها هم با هم جمع نشوند؛ زمان پیش از روشن‌شدن آن به پایان رسید.",
        )
    return (
        f"These cannot hold together: {english}.{perhaps[0]}",
        f"این شرط‌ها با هم جمع نمی‌شوند: {persian}.{perhaps[1]}",
    )


def relaxation_words(
    asked: Question, item: str, value: FloatArray, *, smallest: bool = True
) -> tuple[str, str]:
    """Say what smallest change makes a plan possible, and where it is not proved the smallest, that."""
    english, persian = _change(asked, item, value)
    perhaps = ("", "") if smallest else (" Perhaps less is enough.", " شاید کمتر هم بس باشد.")
    return f"Possible with {english}.{perhaps[0]}", f"ممکن می‌شود با {persian}.{perhaps[1]}"


def _change(asked: Question, item: str, value: FloatArray) -> tuple[str, str]:
    if item in {"existing", "forbidden"}:
        names = [str(asked.cost.site_ids[column]) for column in np.flatnonzero(value).tolist()]
        english, persian = ", ".join(names), "، ".join(names)
        if item == "existing":
            return f"{english} not kept", f"نگه‌نداشتن {persian}"
        return f"{english} allowed", f"اجازه به {persian}"
    if item == "capacity":
        return _capacity(asked, value)
    if item in {"group_min", "group_max"}:
        return _groups(asked, value, item)
    if item == "min_coverage":
        share = value[0] * 100
        persian = f"{_fa(share)} درصد از کمترین پوششی که برای هر گروه خواسته شده"
        return f"{share:.0f}% of the least coverage asked for in each group", persian
    return _number(asked, item, float(value[0]))


def _number(asked: Question, item: str, value: float) -> tuple[str, str]:
    rules, unit = asked.rules, asked.cost.unit
    before = {
        "n_sites": rules.n_open,
        "budget": rules.budget,
        "min_spacing": rules.spacing,
        "service": asked.service_radius,
    }[item]
    old, new = float(before or 0), value
    english = {
        "n_sites": "{} site instead of {}" if new == 1 else "{} sites instead of {}",
        "budget": "a budget of {} instead of {}",
        "min_spacing": "new sites {} apart instead of {}",
        "service": f"a service radius of {{}} {unit} instead of {{}} {unit}",
    }[item]
    persian = {
        "n_sites": "{} مکان به‌جای {}",
        "budget": "بودجهٔ {} به‌جای {}",
        "min_spacing": "فاصلهٔ {} میان مکان‌های تازه به‌جای {}",
        "service": f"شعاع خدمت {{}} {_unit(unit)} به‌جای {{}} {_unit(unit)}",
    }[item]
    return english.format(f"{new:,.10g}", f"{old:,.10g}"), persian.format(_fa(new), _fa(old))


def _fa(value: float) -> str:
    return format_number(value, "fa", decimals=None if value == int(value) else 2)


def _unit(unit: str) -> str:
    return {"m": "متر", "km": "کیلومتر", "min": "دقیقه", "s": "ثانیه"}.get(unit, unit)


def _capacity(asked: Question, more: FloatArray) -> tuple[str, str]:
    named = [(asked.cost.site_ids[column], float(more[column])) for column in np.flatnonzero(more).tolist()]
    english = ", ".join(f"{amount:,.6g} more at {site}" for site, amount in named)
    persian = "، ".join(f"{_fa(amount)} بیشتر در {site}" for site, amount in named)
    return f"{english} (capacity)", f"ظرفیت {persian}"


def _groups(asked: Question, limits: FloatArray, item: str) -> tuple[str, str]:
    english, persian = [], []
    for group, limit in zip(asked.rules.groups, limits.tolist(), strict=True):
        before = group.fewest if item == "group_min" else group.most
        if limit != before:
            word, fa = ("at least", "دست‌کم") if item == "group_min" else ("at most", "دست‌بالا")
            english.append(f"{word} {limit:g} in {group.label} instead of {before}")
            persian.append(f"{fa} {_fa(limit)} در {group.label} به‌جای {_fa(before)}")
    return ", ".join(english), "، ".join(persian)
