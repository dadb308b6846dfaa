"""Values that no argument of siting can use, each with what the message must name."""

from decimal import Decimal

import numpy as np

from geo_target import CostMatrix
from geo_target.siting import Model, Question, Service

COST = CostMatrix(
    [[1.0, 5.0, 9.0], [5.0, 1.0, 5.0], [9.0, 5.0, 2.0]], demand_ids=range(3), site_ids="abc", unit="m"
)
DEMAND = [10, 20, 30]
MCLP = Question(model=Model.MCLP, cost=COST, demand=DEMAND, service_radius=3, n_sites=1)
SERVICES = [Service("training", MCLP)]

OTHER = [("far", "'far'"), (True, "True"), ([1], "[1]"), ({}, "{}"), (1j, "1j")]
NUMBER = [*OTHER, (np.nan, "nan"), (-1, "-1"), (np.float64(-2.5), "-2.5")]
WHOLE = [*OTHER, (np.nan, "nan"), (np.inf, "inf"), (1.5, "1.5"), (Decimal("1.5"), "1.5")]
COUNT = [*WHOLE, (0, "0"), (-3, "-3")]
ARRAY = [
    ("many", "'many'"),
    ([1, "two", 3], "'two'"),
    ([1, None, 3], "None"),
    ([True, False, True], "True"),
    ([[1], [2, 3]], "rows of equal length"),
    ({}, "{}"),
    ([1, np.nan, 3], "1 of 3 are NaN"),
    ([1, -2, 3], "-2"),
    ([1, 2], "(2,)"),
    ([[1, 2, 3]], "(1, 3)"),
    (7j, "7j"),
]
IDS = [
    (5, "5"),
    ("ab", "'ab'"),
    (b"ab", "b'ab'"),
    ([["a"]], "['a']"),
    (np.array([["a"]]), "['a']"),
    (["a", "a"], "'a' comes more than once"),
    (["a", "x"], "'x'"),
]
LABELS = [
    (5, "5"),
    (np.array("p"), "array('p'"),
    ({"p": 1, "q": 2, "r": 3}, "dict"),
    ({"p", "q", "r"}, "set"),
    ([["p"], "q", "r"], "['p']"),
    (["p", np.nan, "q"], "1 of 3 are NaN"),
    (["p", "q"], "not 2"),
]
STEPS = [
    (5, "5"),
    ("12", "'1'"),
    ([], "[]"),
    ([2, 1], "[2, 1]"),
    ([1, 1], "[1, 1]"),
    ([[1]], "[1]"),
    ([None], "None"),
]
WHOLE_STEPS = [*STEPS, ([1, 2.5], "2.5"), ([0, 1], "0"), ([True], "True"), ([9], "9")]
NUMBER_STEPS = [*STEPS, ([np.nan], "nan"), ([-1, 2], "-1"), (["much"], "'much'")]
CALL = [(5, "5"), ("linear", "'linear'"), (True, "True")]
NOTHING = (None, "None")

ASKED = [NOTHING, ("mclp", "'mclp'"), ({"model": "mclp"}, "'mclp'"), (Question, "Question")]
LIMIT = [(60, "60"), ("60", "'60'"), (True, "True"), ({}, "{}")]
MATRIX = [NOTHING, ([[1, 2, 3]] * 3, "[[1, 2, 3]"), ("COST", "'COST'")]
REQUIREMENTS = [({}, "{}"), ({"budget": 3}, "'budget'"), (5, "5"), ([], "[]")]
RADIUS = [*NUMBER, NOTHING, (np.inf, "inf")]
N_SITES = [*COUNT, (4, "4")]
SECONDS = [*NUMBER, NOTHING, (0, "0")]
SEED = [*WHOLE, NOTHING, (-1, "-1")]
WATCH = {"time_limit_s": SECONDS, "seed": SEED, "progress": CALL, "cancel": CALL}
FINITE = [([1, np.inf, 3], "inf")]
DEMANDS = [*ARRAY, *FINITE]
SOLVE = {"cost": MATRIX, "demand": DEMANDS, "requirements": REQUIREMENTS, **WATCH}
DECAY = [*CALL]
SQUARE = [
    NOTHING,
    ("far", "'far'"),
    ([[0, 1], [1]], "rows of equal length"),
    ([[0, 1]], "(1, 2)"),
    ([0, 1], "(2,)"),
    ([[0, -1], [1, 0]], "-1"),
    ([[0, np.nan], [1, 0]], "1 of 4 are NaN"),
]

GIVEN = {
    "asked": MCLP,
    "cost": COST,
    "demand": DEMAND,
    "service_radius": 3,
    "n_sites": 1,
    "open_sites": ["a"],
    "demand_group": "ppq",
    "services": SERVICES,
    "building_cost": 1,
    "budget": 5,
    "site_distance": 1 - np.eye(3),
    "demand_draws": [DEMAND],
}
OWN = {
    "frontier": {"n_sites": [1, 2]},
    "phases": {"n_sites": [1, 2]},
    "solve_p_dispersion": {"n_sites": 2},
}
BAD = {
    "alternatives": {
        "asked": ASKED,
        "within": [*NUMBER, NOTHING, (1, "1")],
        "most": [*COUNT, NOTHING],
        "limit": LIMIT,
        "best": [(5, "5"), ("the best", "'the best'"), (Question, "Question")],
    },
    "equity_frontier": {
        "asked": ASKED,
        "demand_group": [*LABELS, NOTHING],
        "steps": [*COUNT, (1, "1"), NOTHING],
        "limit": LIMIT,
    },
    "evaluate": {"asked": ASKED, "open_sites": [*IDS, NOTHING], "limit": LIMIT},
    "explain_infeasible": {"asked": ASKED, "limit": LIMIT},
    "frontier": {
        "asked": ASKED,
        "n_sites": WHOLE_STEPS,
        "budgets": [([1, 2], "one of the two")],
        "limit": LIMIT,
    },
    "phases": {"asked": ASKED, "n_sites": [*WHOLE_STEPS, NOTHING], "limit": LIMIT},
    "pick_robust": {
        "plans": [([], "0 plans"), (5, "5"), (["a"], "1 plans")],
        "results": [(5, "5"), (["a", "b", "c"], "3 results")],
    },
    "reasons": {"asked": ASKED, "open_sites": [*IDS, NOTHING], "limit": LIMIT},
    "robustness": {
        "asked": ASKED,
        "open_sites": [*IDS, NOTHING],
        "demand_draws": [
            ("many", "'many'"),
            (DEMAND, "(3,)"),
            ([[1, 2]], "(1, 2)"),
            ([], "(0,)"),
            ([[1, -2, 3]], "-2"),
            ([[1, np.nan, 3]], "1 of 3 are NaN"),
            ([[1, np.inf, 3]], "1 are inf"),
            ([[1, 2, 3], [1]], "rows of equal length"),
        ],
        "speed_draws": [
            ("fast", "'fast'"),
            (1.0, "()"),
            ([], "(0,)"),
            ([0.0], "0"),
            ([-1], "-1"),
            ([np.inf], "inf"),
            ([np.nan], "1 of 1 are NaN"),
            ([1, 2], "1 and 2 draws"),
        ],
        "limit": LIMIT,
    },
    "solve": {"asked": ASKED, "limit": LIMIT},
    "solve_fairest": {"asked": ASKED, "demand_group": [*LABELS, NOTHING], "limit": LIMIT},
    "solve_lscp": {**SOLVE, "service_radius": RADIUS},
    "solve_lscp_backup": {**SOLVE, "service_radius": RADIUS},
    "solve_mclp": {
        **SOLVE,
        "service_radius": RADIUS,
        "n_sites": N_SITES,
        "n_covers": [*COUNT, NOTHING],
        "decay": DECAY,
    },
    "solve_p_center": {**SOLVE, "n_sites": N_SITES},
    "solve_p_dispersion": {
        "site_distance": SQUARE,
        "n_sites": [*COUNT, (1, "1"), (4, "4")],
        "requirements": REQUIREMENTS,
        **WATCH,
    },
    "solve_p_median": {**SOLVE, "n_sites": N_SITES},
    "solve_services": {
        "services": [(5, "5"), ([], "[]"), ("ab", "'a'"), ([MCLP], "Question")],
        "building_cost": [*ARRAY, *FINITE, NOTHING],
        "budget": [*NUMBER, NOTHING, (np.inf, "inf"), (0.5, "0.5")],
        "n_buildings": COUNT,
        "limit": LIMIT,
    },
}
LIMITS = [*WHOLE, (-1, "-1"), ({"p": "one"}, "'one'"), ({"z": 1}, "'z'")]
SHARES = [*NUMBER, (1.5, "1.5"), ({"p": "half"}, "'half'"), ({"z": 0.5}, "'z'")]
MONEY = {"site_cost": [4, 5, 6], "budget": 9}
GROUPS = {"group": "ppq", "group_max": 1}
APART = {"min_spacing": 1, "site_distance": np.ones((3, 3))}
FLOORS = {"demand_group": "ppq", "min_coverage": 0.1}
BAD_RULES = {
    "existing": ({}, [*IDS, NOTHING]),
    "forbidden": ({}, [*IDS, NOTHING]),
    "site_cost": (MONEY, [*ARRAY, *FINITE, (5, "()")]),
    "budget": (MONEY, [*NUMBER, (np.inf, "inf"), (3, "3")]),
    "capacity": ({}, ARRAY),
    "split": ({"capacity": [50, 50, 50]}, [("no", "'no'"), (1, "1"), NOTHING]),
    "group": (GROUPS, LABELS),
    "group_min": ({**GROUPS, "group_max": None}, LIMITS),
    "group_max": (GROUPS, LIMITS),
    "min_spacing": (APART, [*NUMBER, (np.inf, "inf")]),
    "site_distance": (
        APART,
        [
            ("far", "'far'"),
            ([[1, 2]], "(1, 2)"),
            ([[0, -1, 1]] * 3, "-1"),
            ([[0, np.nan, 1]] * 3, "3 of 9 are NaN"),
        ],
    ),
    "demand_group": (FLOORS, LABELS),
    "min_coverage": (FLOORS, SHARES),
}
