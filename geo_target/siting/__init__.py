"""Where to build: exact plans with their proof, the other plans that are as good, and the reasons."""

from geo_target.siting.alternatives import Alternatives, SiteRole, alternatives
from geo_target.siting.equity import FairPlan, equity_frontier, solve_fairest
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
from geo_target.siting.phases import Phases, phases
from geo_target.siting.question import Model, Question
from geo_target.siting.reasons import Reason, reasons
from geo_target.siting.robustness import Robustness, pick_robust, robustness
from geo_target.siting.services import Service, ServicesPlan, solve_services
from geo_target.siting.solving import solve

__all__ = [
    "Alternatives",
    "Clash",
    "FairPlan",
    "Limit",
    "Model",
    "Phases",
    "Progress",
    "Question",
    "Reason",
    "Relaxation",
    "Robustness",
    "Service",
    "ServicesPlan",
    "SiteRole",
    "alternatives",
    "equity_frontier",
    "evaluate",
    "explain_infeasible",
    "frontier",
    "phases",
    "pick_robust",
    "reasons",
    "robustness",
    "solve",
    "solve_fairest",
    "solve_lscp",
    "solve_lscp_backup",
    "solve_mclp",
    "solve_p_center",
    "solve_p_dispersion",
    "solve_p_median",
    "solve_services",
]
