"""Why each site was picked: whom it serves, what is lost without it, and the next best in its place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_target.errors import InputError
from geo_target.siting.checking import broken_rules, too_full
from geo_target.siting.evaluating import columns_of
from geo_target.siting.limits import limit_for
from geo_target.siting.question import Model
from geo_target.siting.reason_words import Numbers, reason_words
from geo_target.siting.solving import serve_by
from geo_target.siting.standing_in import StandIns

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from geo_target.models import FloatArray, IntArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.question import Question
    from geo_target.siting.serving import Served

_ROUNDING = 1e-12
_MOST_TRIED = 25
"""Sites tried in the place of one, the most promising first, where each costs a program (capacities)."""
_PART = 0.25
"""Of the time left for a site, what one try may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Reason(Numbers):
    """Why one site is in a plan: the numbers, and what they say.

    Parameters
    ----------
    site
        Its id.
    text_en, text_fa
        The numbers in a sentence.
    """

    site: Hashable
    text_en: str
    text_fa: str


def reasons(
    asked: Question, open_sites: Sequence[Hashable], limit: Limit | None = None
) -> tuple[Reason, ...]:
    """Give the reason for each site of a plan that was not open before.

    Parameters
    ----------
    open_sites
        Ids of the plan's sites; the plan must serve everybody whom the model must serve.
    limit
        Shared out over the sites. Where it ends, or `cancel` says so, the other sites still have a reason: whom they
        serve and what is lost without them, but not who else could take their place.

    Raises
    ------
    InputError
        If a site is unknown, or the plan has no value.
    """
    limit = limit_for(asked, limit)
    columns = columns_of(asked, open_sites)
    now = serve_by(asked, columns, limit.part(_PART))
    if np.isnan(now.objective):
        raise InputError("reasons need a plan that serves every demand point that must be served")
    new = columns[~asked.rules.existing[columns]].tolist()
    stand_ins = StandIns(asked)
    return tuple(
        _reason(stand_ins, columns, column, now, limit.part(1 / (len(new) - done)))
        for done, column in enumerate(new)
    )


def _reason(stand_ins: StandIns, columns: IntArray, column: int, now: Served, limit: Limit) -> Reason:
    asked = stand_ins.asked
    rest = columns[columns != column]
    less = serve_by(asked, rest, limit.part(_PART))
    is_too_full = bool(len(too_full(asked, rest, less)))
    without = float("nan") if is_too_full else less.objective
    if asked.model is Model.P_DISPERSION and len(rest) < 2:  # noqa: PLR2004 - a distance is between two
        without = float("nan")
    sign = 1.0 if asked.maximise else -1.0
    weights, mine = asked.weights, _share_of(now, column)
    found = _runner_up(stand_ins, rest, column, limit)
    numbers = Numbers(
        serves=float(weights @ mine),
        points=int((mine > 0).sum()),
        loses_coverage=max(0.0, float(weights @ (now.counted - less.counted))),
        loses=sign * (now.objective - without),
        runner_up=None if found.column is None else asked.cost.site_ids[found.column],
        difference=sign * (now.objective - found.value),
        tried=found.tried,
        possible=found.possible,
        certain=found.certain and now.certain and less.certain,
    )
    site = asked.cost.site_ids[column]
    unserved = int((asked.must_serve & ~less.covered).sum())
    text_en, text_fa = reason_words(asked, site, numbers, unserved, is_too_full=is_too_full)
    return Reason(site=site, **asdict(numbers), text_en=text_en, text_fa=text_fa)


def _share_of(served: Served, column: int) -> FloatArray:
    if served.shares is not None:
        mine = served.shares[:, [column]].toarray().ravel()
        return np.asarray(mine, np.float64)
    return np.asarray(served.assignment == column, np.float64)


@dataclass(slots=True, eq=False)
class _Second:
    """The best site in the place of one so far, and how far the search for it went."""

    possible: int
    column: int | None = None
    value: float = float("nan")
    tried: int = 0
    certain: bool = True


def _runner_up(stand_ins: StandIns, rest: IntArray, column: int, limit: Limit) -> _Second:
    """Find the best other site in the place of one, every requirement kept.

    They come in the order of what they would be worth without capacities: once that is no better than the best one
    found, the others cannot be either.
    """
    asked = stand_ins.asked
    sign = 1.0 if asked.maximise else -1.0
    allowed = stand_ins.may_join(rest)
    allowed[column] = False
    if limit.over():  # what all sites are worth takes seconds where they are many
        return _Second(int(allowed.sum()), certain=False)
    worth = sign * stand_ins.worth(rest)
    allowed &= worth > -np.inf
    others = np.flatnonzero(allowed)
    found = _Second(len(others))
    for other in others[np.argsort(-worth[others], kind="stable")].tolist():
        if not np.isnan(found.value) and sign * found.value >= worth[other] - _ROUNDING * abs(worth[other]):
            break
        if limit.over() or (asked.rules.capacity is not None and found.tried == _MOST_TRIED):
            found.certain = False
            break
        _try(asked, np.sort(np.append(rest, other)), other, found, limit)
    return found


def _try(asked: Question, columns: IntArray, other: int, found: _Second, limit: Limit) -> None:
    sign = 1.0 if asked.maximise else -1.0
    served = serve_by(asked, columns, limit.part(_PART))
    found.tried += 1
    found.certain &= served.certain
    better = np.isnan(found.value) or sign * served.objective > sign * found.value
    if better and not np.isnan(served.objective) and not broken_rules(asked, columns, served):
        found.column, found.value = other, served.objective
