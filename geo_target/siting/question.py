"""What is asked: a model, its data, and what a plan must keep to. Checked once when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geo_target.arguments import numbers_of, shown, whole_number_from
from geo_target.errors import InputError
from geo_target.models import CostMatrix, is_finite_number, is_whole_number, read_only
from geo_target.plans import Requirements
from geo_target.siting.rules import Rules, read_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from scipy.sparse import csr_array

    from geo_target.models import BoolArray, FloatArray


class Model(StrEnum):
    """The six models; each has the name that it has in its paper."""

    LSCP = "lscp"
    """The fewest (or cheapest) sites that cover every demand point. Toregas and others 1971."""
    LSCP_BACKUP = "lscp_backup"
    """Of the plans of the LSCP, the one that covers most demand twice. Daskin and Stern 1981."""
    MCLP = "mclp"
    """The most demand covered. Church and ReVelle 1974."""
    P_MEDIAN = "p_median"
    """The least cost of all demand to the sites that serve it. Hakimi 1964."""
    P_CENTER = "p_center"
    """The least cost of the worst-served demand point. Hakimi 1965."""
    P_DISPERSION = "p_dispersion"
    """The greatest least distance between any two open sites. Kuby 1987."""


COVERING = frozenset({Model.LSCP, Model.LSCP_BACKUP, Model.MCLP})
SERVING_ALL = frozenset({Model.LSCP, Model.LSCP_BACKUP, Model.P_MEDIAN, Model.P_CENTER})
MAXIMISED = frozenset({Model.LSCP_BACKUP, Model.MCLP, Model.P_DISPERSION})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question:
    """A question where to build, ready to be solved, evaluated, varied and explained.

    Parameters
    ----------
    model
        Which of the six.
    cost
        What it costs to get from each demand point to each site; for p-dispersion the distances between sites.
    demand
        0 or more for each demand point (people, or people times a priority); None counts each point as 1.
    service_radius
        In ``cost.unit``, itself included; for the covering models, which need it.
    n_sites
        How many are open in the end, existing ones counted; None leaves it to the budget (or to the LSCP).
    requirements
        What a plan must keep to.
    n_covers
        How many open sites must be within the radius before a demand point counts as covered (MCLP).
    decay
        MCLP: what share of a demand point's demand counts at a cost, from 0 to 1, for an array of finite costs in
        ``cost.unit``; None counts all of it up to the radius.

    Raises
    ------
    InputError
        If something is missing, of another kind, out of range, does not fit, or is refused for this model.
    """

    model: Model
    cost: CostMatrix
    demand: npt.ArrayLike | None = None
    service_radius: float | None = None
    n_sites: int | None = None
    requirements: Requirements = field(default_factory=Requirements)
    n_covers: int = 1
    decay: Callable[[FloatArray], FloatArray] | None = None
    rules: Rules = field(init=False)

    def __post_init__(self) -> None:
        _check_kinds(self)
        object.__setattr__(self, "model", Model(self.model))
        object.__setattr__(self, "demand", _demand(self.demand, self.cost.shape[0]))
        _check_arguments(self)
        _check_within_reach(self)
        from geo_target.siting.supported import check_supported

        check_supported(self)
        object.__setattr__(self, "rules", read_rules(self.requirements, self.cost, self.n_sites, self.model))

    @property
    def maximise(self) -> bool:
        """Whether more is better."""
        return self.model in MAXIMISED

    @property
    def weights(self) -> FloatArray:
        """Demand of each point, 1 where none was given."""
        return np.ones(self.cost.shape[0]) if self.demand is None else np.asarray(self.demand)

    @property
    def must_serve(self) -> BoolArray:
        """Which demand points every plan must serve; the p-median leaves out those without demand."""
        n = self.cost.shape[0]
        if self.model not in SERVING_ALL:
            return np.zeros(n, dtype=np.bool_)
        return self.weights > 0 if self.model is Model.P_MEDIAN else np.ones(n, dtype=np.bool_)

    def pairs(self, radius: float | None = None, forbidden: BoolArray | None = None) -> csr_array:
        """Give the pairs that may serve, with their costs.

        Parameters
        ----------
        radius
            The service radius unless said.
        forbidden
            Sites that may not; those of the rules unless said.
        """
        from geo_target.siting.reach import pairs_within

        reach = (
            radius if radius is not None else np.inf if self.service_radius is None else self.service_radius
        )
        return pairs_within(self.cost, reach, self.rules.forbidden if forbidden is None else forbidden)

    def asked(self, **changes: object) -> Question:
        """Give the same question with some arguments changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def check_question(asked: object) -> None:
    """Refuse what is no question.

    Raises
    ------
    InputError
        If it is something else.
    """
    if not isinstance(asked, Question):
        raise InputError(f"asked must be a Question, not {shown(asked)}")


def _check_kinds(asked: Question) -> None:
    if not isinstance(asked.model, str) or asked.model not in set(Model):
        raise InputError(f"model must be one of {', '.join(Model)}, not {asked.model!r}")
    if not isinstance(asked.cost, CostMatrix):
        raise InputError(f"cost must be a CostMatrix, not {shown(asked.cost)}")
    if not isinstance(asked.requirements, Requirements):
        raise InputError(f"requirements must be Requirements, not {shown(asked.requirements)}")
    if asked.decay is not None and not callable(asked.decay):
        raise InputError(f"decay must be a function of costs, not {shown(asked.decay)}")


def _demand(demand: npt.ArrayLike | None, n: int) -> FloatArray | None:
    if demand is None:
        return None
    values = numbers_of(demand, "demand")
    if values.shape != (n,):
        raise InputError(
            f"demand must have one value for each of {n} demand points, not shape {values.shape}"
        )
    if np.isinf(values).any():
        raise InputError(f"demand must be finite numbers, and {int(np.isinf(values).sum())} of {n} are inf")
    return read_only(values)


def _check_arguments(asked: Question) -> None:
    model, n_demand, n_sites = asked.model, *asked.cost.shape
    if not n_sites or not n_demand:
        raise InputError(f"a plan needs a demand point and a site at least, not {n_demand} and {n_sites}")
    if asked.n_sites is not None and not is_whole_number(asked.n_sites):
        raise InputError(f"n_sites must be a whole number, not {shown(asked.n_sites)}")
    if model not in COVERING and asked.service_radius is not None:
        raise InputError(f"{model} takes no service_radius, and {shown(asked.service_radius)} came")
    if asked.service_radius is not None or model in COVERING:
        _check_radius(asked, asked.service_radius)
    if model in {Model.MCLP, Model.P_MEDIAN} and asked.demand is None:
        raise InputError(f"{model} needs demand")
    whole_number_from(asked.n_covers, "n_covers", least=1)
    if model is Model.P_DISPERSION and n_demand != n_sites:
        raise InputError(
            f"site_distance must have one row and one column for each site, not shape {asked.cost.shape}"
        )


def _check_radius(asked: Question, radius: object) -> None:
    if not (is_finite_number(radius) and radius >= 0):
        raise InputError(f"service_radius must be 0 {asked.cost.unit} or more, not {shown(radius)}")
    asked.cost.check_looked_at(radius, "service_radius")


def _check_within_reach(asked: Question) -> None:
    """Refuse what no plan can serve because the matrix has no way at all; what is only too far is infeasible."""
    if asked.model is Model.P_DISPERSION:
        return
    from geo_target.siting.reach import reached_rows

    reached = reached_rows(asked.cost)
    if not reached.any():
        raise InputError("no demand point reaches any site: every cost is inf or missing")
    lost = asked.must_serve & ~reached
    if lost.any():
        first = asked.cost.demand_ids[int(np.argmax(lost))]
        raise InputError(
            f"every demand point must reach a site, and {int(lost.sum())} of {len(lost)} do not, {first!r} the first"
        )
