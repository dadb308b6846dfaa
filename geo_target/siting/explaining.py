"""Why a question has no plan: which requirements clash, and how little has to give way, in Persian and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.siting.explaining_words import clash_words, relaxation_words
from geo_target.siting.limits import Limit, limit_for
from geo_target.siting.relaxing import is_possible, items_of, relaxed

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.siting.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The smallest change of one requirement that makes a plan possible, all others kept.

    Parameters
    ----------
    item
        The requirement; ``service`` is that every demand point is served.
    value
        As :func:`geo_target.siting.relaxing.relaxed` gives it.
    """

    item: str
    value: FloatArray
    text_en: str
    text_fa: str


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Why there is no plan.

    Parameters
    ----------
    items
        Requirements that cannot hold together; without any one of them the others can. Empty if there is a plan.
    relaxations
        One for each of `items` that a change can mend.
    certain
        Whether every step was proved in the time given.
    """

    items: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    certain: bool
    text_en: str
    text_fa: str


def explain_infeasible(asked: Question, limit: Limit | None = None) -> Clash:
    """Find requirements that clash, and for each of them the smallest change that makes a plan possible.

    Requirements are dropped one after the other for as long as the rest still has no plan: what is left clashes. Each
    relaxation gives a plan that keeps everything else; where several clashes are apart, none may do that alone.

    Parameters
    ----------
    asked
        A question; where it has a plan, the answer names no clash.
    """
    limit = limit_for(asked, limit)
    possible = is_possible(asked, set(), limit)
    if possible is not False:
        return Clash((), (), possible is True, *clash_words(()))
    items, dropped, certain = items_of(asked), set[str](), True
    for item in items:
        still = is_possible(asked, dropped | {item}, limit)
        certain = certain and still is not None
        if still is False:
            dropped.add(item)
    left = tuple(item for item in items if item not in dropped)
    relaxations = []
    for item in left:
        value = relaxed(asked, item, limit)
        if value is not None and value.size:
            relaxations.append(Relaxation(item, value, *relaxation_words(asked, item, value)))
    return Clash(left, tuple(relaxations), certain and not limit.over(), *clash_words(left))
