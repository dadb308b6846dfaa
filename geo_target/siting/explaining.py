"""Why a question has no plan: which requirements clash, and how little has to give way, in Persian and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_target.siting.explaining_words import clash_words, relaxation_words
from geo_target.siting.limits import limit_for
from geo_target.siting.relaxing import is_possible, items_of, relaxed

if TYPE_CHECKING:
    from geo_target.models import FloatArray
    from geo_target.siting.limits import Limit
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
    smallest
        Whether it is proved that no smaller change is enough; the least coverage gives way by whole percents.
    """

    item: str
    value: FloatArray
    smallest: bool
    text_en: str
    text_fa: str


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Why there is no plan.

    Parameters
    ----------
    items
        Requirements that cannot hold together, which is proved. If `certain`, without any one of them the others can.
        Empty if there is a plan, or if time ended before it was known whether there is one: then it is not `certain`.
    relaxations
        One for each of `items` that a change can mend, as far as one was found in time.
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
    limit
        For all of it together. Where it ends, or `cancel` says so, the answer says what is not known.
    """
    limit = limit_for(asked, limit)
    possible = is_possible(asked, set(), limit.part(0.4))
    if possible is not False:
        certain = possible is True
        return Clash((), (), certain, *clash_words((), certain=certain))
    left, minimal = _clashing(asked, limit)
    relaxations, proved = [], minimal
    for done, item in enumerate(left):
        change = relaxed(asked, item, limit.part(1 / (len(left) - done)))
        proved = proved and (change.proved if change is not None else not limit.over())
        if change is not None and change.value.size:
            words = relaxation_words(asked, item, change.value, smallest=change.proved)
            relaxations.append(Relaxation(item, change.value, change.proved, *words))
    return Clash(left, tuple(relaxations), proved, *clash_words(left, certain=minimal))


def _clashing(asked: Question, limit: Limit) -> tuple[tuple[str, ...], bool]:
    """Drop requirements for as long as the rest still has no plan; tell whether none of what is left can be dropped."""
    items, dropped, certain = items_of(asked), set[str](), True
    for done, item in enumerate(items):
        still = is_possible(asked, dropped | {item}, limit.part(0.5 / (len(items) - done)))
        certain = certain and still is not None
        if still is False:
            dropped.add(item)
    return tuple(item for item in items if item not in dropped), certain
