"""Sentences about what a plan breaks, in English and in Persian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.persian import format_number
from geo_target.siting.explaining_words import NAMES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo_target.siting.rules import Floor, Group

UNDECIDED = (
    "whether the open sites can serve within their capacities was not found out in the time given",
    "در این زمان روشن نشد که مکان‌های باز می‌توانند در حد ظرفیت خود خدمت بدهند یا نه",
)
"""Said of a hand-made plan where time ended before a way to serve was found, or proved not to exist."""


def wrong_number(asked: int, count: int) -> tuple[str, str]:
    """Say that another number of sites is open."""
    return _of(
        "n_sites",
        f"{asked} sites must be open, and {count} are",
        f"باید {_fa(asked)} مکان باز باشد و {_fa(count)} مکان باز است",
    )


def closed(site: Hashable) -> tuple[str, str]:
    """Say that an existing site is closed."""
    return _of("existing", f"{site!r} must stay open", f"«{site}» باید باز بماند")


def not_allowed(site: Hashable) -> tuple[str, str]:
    """Say that a forbidden site is open."""
    return _of("forbidden", f"{site!r} may not open", f"«{site}» نباید باز شود")


def too_dear(spent: float, budget: float) -> tuple[str, str]:
    """Say that the new sites cost more than the budget."""
    return _of(
        "budget",
        f"the new sites cost {_en(spent)} together, more than {_en(budget)}",
        f"مکان‌های تازه روی هم {_fa(spent)} هزینه دارند، بیش از {_fa(budget)}",
    )


def too_near(one: Hashable, other: Hashable, spacing: float) -> tuple[str, str]:
    """Say that two new sites are too near to each other."""
    return _of(
        "min_spacing",
        f"{one!r} and {other!r} are nearer than {_en(spacing)}",
        f"«{one}» و «{other}» از {_fa(spacing)} به هم نزدیک‌ترند",
    )


def too_few(group: Group, count: int) -> tuple[str, str]:
    """Say that a group has too few sites."""
    return _of(
        "group_min",
        f"{group.label!r} must have {group.fewest} sites or more, and has {count}",
        f"«{group.label}» باید دست‌کم {_fa(group.fewest)} مکان داشته باشد و {_fa(count)} دارد",
    )


def too_many(group: Group, count: int) -> tuple[str, str]:
    """Say that a group has too many sites."""
    return _of(
        "group_max",
        f"{group.label!r} may have {group.most} sites at most, and has {count}",
        f"«{group.label}» می‌تواند دست‌بالا {_fa(group.most)} مکان داشته باشد و {_fa(count)} دارد",
    )


def not_served(count: int, *, capacities: bool) -> tuple[str, str]:
    """Say that demand points are left out that must be served."""
    english = "within the capacities" if capacities else "by an open site"
    persian = "در حد ظرفیت‌ها" if capacities else "از هیچ مکان باز"
    return (
        f"every demand point must be served, and {count} are not {english}",
        f"همهٔ نقاط تقاضا باید خدمت بگیرند و {_fa(count)} نقطه {persian} خدمت نمی‌گیرند",
    )


def covered_too_little(floor: Floor, share: float) -> tuple[str, str]:
    """Say that a group of demand points is covered less than it must be."""
    return _of(
        "min_coverage",
        f"{floor.label!r} must be covered to {floor.share:.1%}, and is to {share:.1%}",
        f"پوشش «{floor.label}» باید {_fa(100 * floor.share)} درصد باشد و {_fa(100 * share)} درصد است",
    )


def too_full(site: Hashable, load: float, capacity: float) -> tuple[str, str]:
    """Say that a site serves more than its capacity."""
    return _of(
        "capacity",
        f"{site!r} serves {_en(load)}, more than its {_en(capacity)}",
        f"«{site}» به {_fa(load)} خدمت می‌دهد، بیش از ظرفیت آن که {_fa(capacity)} است",
    )


def _of(rule: str, english: str, persian: str) -> tuple[str, str]:
    return f"{rule}: {english}", f"{NAMES[rule][1]}: {persian}"


def _en(value: float) -> str:
    return format_number(float(value), "en")


def _fa(value: float) -> str:
    return format_number(float(value), "fa")
