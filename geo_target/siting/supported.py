"""Which model takes which requirement, and why one is refused: the table that is enforced and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.siting.question import Model

if TYPE_CHECKING:
    from geo_target.siting.question import Question

REQUIREMENTS = (
    "n_sites",
    "existing",
    "forbidden",
    "site_cost",
    "budget",
    "capacity",
    "split",
    "group_min",
    "group_max",
    "min_spacing",
    "site_distance",
    "min_coverage",
    "n_covers",
    "decay",
)

_LEAST = "the model itself finds how many sites are needed"
_ONLY_COUNTS = "it counts only together with a budget, which is missing"
_ALL_COVERED = "the model covers every demand point"
_NOT_COVERING = "the model does not measure coverage"
_NO_DEMAND = "there are no demand points, and so nothing that would fill a site"
_WHICH = "it is not defined which of two sites the demand fills"
_OWN_MATRIX = "the model's own matrix says how far sites are apart"

REFUSED: dict[tuple[Model, str], str] = {
    (Model.LSCP, "n_sites"): _LEAST,
    (Model.LSCP_BACKUP, "n_sites"): _LEAST,
    (Model.LSCP_BACKUP, "capacity"): _WHICH,
    (Model.LSCP_BACKUP, "split"): _WHICH,
    (Model.P_DISPERSION, "capacity"): _NO_DEMAND,
    (Model.P_DISPERSION, "split"): _NO_DEMAND,
    (Model.P_DISPERSION, "site_distance"): _OWN_MATRIX,
    **{(model, "min_coverage"): _ALL_COVERED for model in (Model.LSCP, Model.LSCP_BACKUP)},
    **{
        (model, "min_coverage"): _NOT_COVERING
        for model in (Model.P_MEDIAN, Model.P_CENTER, Model.P_DISPERSION)
    },
    **{(model, "n_covers"): _ALL_COVERED for model in (Model.LSCP, Model.LSCP_BACKUP)},
    **{(model, "n_covers"): _NOT_COVERING for model in (Model.P_MEDIAN, Model.P_CENTER, Model.P_DISPERSION)},
    **{(model, "decay"): _ALL_COVERED for model in (Model.LSCP, Model.LSCP_BACKUP)},
    **{(model, "decay"): _NOT_COVERING for model in (Model.P_MEDIAN, Model.P_CENTER, Model.P_DISPERSION)},
}
"""Refused requirements, each with its reason. What is not here is supported."""

REFUSED_TOGETHER: dict[tuple[str, str], str] = {
    ("n_covers", "capacity"): _WHICH,
    ("n_covers", "decay"): "it is not defined what share counts when several sites are near",
}
"""Requirements of the MCLP that do not go together."""


def requirements_of(asked: Question) -> set[str]:
    """Name the requirements that a question makes."""
    given = set()
    for name in REQUIREMENTS:
        value = (
            getattr(asked.requirements, name) if hasattr(asked.requirements, name) else getattr(asked, name)
        )
        is_default = value is None or value is False or (isinstance(value, tuple) and not value)
        if not is_default and not (name == "n_covers" and value == 1):
            given.add(name)
    return given


def check_supported(asked: Question) -> None:
    """Refuse a question with a requirement that its model does not take.

    Raises
    ------
    InputError
        Names the requirement, the model and the reason.
    """
    given = requirements_of(asked)
    if asked.requirements.demand_group is not None and "min_coverage" not in given:
        _refuse_demand_group(asked)
    for name in REQUIREMENTS:
        reason = REFUSED.get((asked.model, name))
        if name in given and reason is not None:
            raise InputError(f"{asked.model} does not take {name}: {reason}")
    for (one, other), reason in REFUSED_TOGETHER.items():
        if one in given and other in given:
            raise InputError(f"{asked.model} does not take {one} together with {other}: {reason}")
    _check_complete(asked, given)


def _refuse_demand_group(asked: Question) -> None:
    """Refuse groups of demand points for which nothing is asked."""
    reason = REFUSED.get((asked.model, "min_coverage"))
    if reason is not None:
        raise InputError(f"{asked.model} does not take demand_group: {reason}")
    raise InputError(
        "demand_group does nothing without min_coverage, which is missing; fairness between groups is solve_fairest"
    )


def _check_complete(asked: Question, given: set[str]) -> None:
    covering_all = asked.model in {Model.LSCP, Model.LSCP_BACKUP}
    if not covering_all and not given & {"n_sites", "budget"}:
        raise InputError(f"{asked.model} needs n_sites, or a budget with site_cost")
    if not covering_all and "site_cost" in given and "budget" not in given:
        raise InputError(f"{asked.model} does not take site_cost alone: {_ONLY_COUNTS}")
    if asked.model is Model.P_DISPERSION and asked.n_sites is None:
        raise InputError("p_dispersion needs n_sites: of any number, two sites are always the farthest apart")
    if asked.model is not Model.P_DISPERSION and "min_spacing" in given and "site_distance" not in given:
        raise InputError("min_spacing needs site_distance, which is missing")
    if asked.requirements.group is not None and not given & {"group_min", "group_max"}:
        raise InputError("group does nothing without group_min or group_max, which are missing")
    if "site_distance" in given and "min_spacing" not in given:
        raise InputError("site_distance does nothing without min_spacing, which is missing")
    if "capacity" in given and asked.demand is None:
        raise InputError(f"{asked.model} with capacity needs demand, which is what fills a site")


def table() -> str:
    """Give the table of models and requirements in Markdown, each refusal with the number of its reason."""
    reasons = list(dict.fromkeys(REFUSED.values()))
    lines = ["| | " + " | ".join(f"`{model}`" for model in Model) + " |", "| --- " * (len(Model) + 1) + "|"]
    for name in REQUIREMENTS:
        cells = [_cell(REFUSED.get((model, name)), reasons) for model in Model]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    notes = [f"{number}. {reason}" for number, reason in enumerate(reasons, 1)]
    return "\n".join([*lines, "", "Refused, because", "", *notes])


def _cell(reason: str | None, reasons: list[str]) -> str:
    return "yes" if reason is None else f"no ({reasons.index(reason) + 1})"
