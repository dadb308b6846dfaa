"""Where to build: exact plans with their proof, the other plans that are as good, and the reasons."""

from geo_target.siting.alternatives import Alternatives, SiteRole, alternatives
from geo_target.siting.evaluating import evaluate
from geo_target.siting.explaining import Clash, Relaxation, explain_infeasible
from geo_target.siting.frontier import frontier
from geo_target.siting.limits import Limit, Progress
from geo_target.siting.models import (
    solve_lscp,
    solve_lscp_backup,
    solve_mclp,
    solve_p_center,
    solve_p_dispersion,
    solve_p_median,
)
from geo_target.siting.question import Model, Question
from geo_target.siting.solving import solve

__all__ = [
    "Alternatives",
    "Clash",
    "Limit",
    "Model",
    "Progress",
    "Question",
    "Relaxation",
    "SiteRole",
    "alternatives",
    "evaluate",
    "explain_infeasible",
    "frontier",
    "solve",
    "solve_lscp",
    "solve_lscp_backup",
    "solve_mclp",
    "solve_p_center",
    "solve_p_dispersion",
    "solve_p_median",
]
