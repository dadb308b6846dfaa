"""HiGHS, the solver of mixed-integer programs: the only file that knows it."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_target.errors import GeoTargetError
from geo_target.plans import PlanStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scipy.sparse import csr_array

    from geo_target.models import FloatArray
    from geo_target.siting.limits import Limit
    from geo_target.siting.program import Program

_OPTIONS = {"log_to_console": False, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "threads": 2}
_MOST_PROBED = 100_000
"""Entries of the largest program that presolve probes unless told."""
_PROBING, _ENUMERATION = 1 << 15, 1 << 16
_LARGEST, _SMALLEST, _HUGE = 2.0**20, 2.0**-4, 2.0**30
_THOUSAND = 2.0**10
_WORTH = 1e-5
"""How far the worth of a plan may be from its bound, as a share, where both are said to be the same."""
_STOPPED = {"kTimeLimit", "kInterrupt", "kHighsInterrupt", "kMemoryLimit", "kIterationLimit", "kUnknown"}
_making = threading.Lock()
_made: list[bool] = []


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What HiGHS found; `values` of every column, None for none; `bound` in the program's own direction."""

    status: PlanStatus
    values: FloatArray | None
    bound: float
    log: str


def solve(
    program: Program,
    limit: Limit,
    *,
    start: FloatArray | None = None,
    tell: bool = True,
    probe: bool | None = None,
) -> Solved:
    """Solve a program within the time that is left.

    Parameters
    ----------
    program
        At least one column.
    start
        Values of every column to begin with, as good as somebody knows them; NaN where the solver shall find them.
    tell
        Whether the program's value and bound are the model's, for `limit` to pass on.
    probe
        Whether presolve tries columns at 0 and at 1, which takes minutes, deaf to `limit`, where there are very many
        entries, or rows hold many apart; None leaves it to the number of entries.

    Raises
    ------
    GeoTargetError
        If HiGHS fails, which it must not.
    """
    scale = _scale(program)
    watcher = _Watcher(limit, scale, tell=tell)
    probe = program.n_entries <= _MOST_PROBED if probe is None else probe
    solver = _run(program, limit, watcher, scale, start, probe=probe)
    solved = _read(solver, program, scale, "".join(watcher.lines))
    if start is None or not _ended(solver) or solved.status is not PlanStatus.FEASIBLE:
        return solved
    return solve(
        program, limit, tell=tell, probe=probe
    )  # now and then HiGHS 1.16 gives its start as the best plan


def row_prices(program: Program, limit: Limit) -> FloatArray | None:
    """Give the price (dual value) of each row of a linear program; None if it was not solved within the limit."""
    import highspy

    solver = _run(program, limit, _Watcher(limit, 1.0, tell=False), 1.0, None)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().row_dual)


def _run(
    program: Program,
    limit: Limit,
    watcher: _Watcher,
    scale: float,
    start: FloatArray | None,
    *,
    probe: bool = True,
) -> Any:
    """Let HiGHS work, watched; give the solver with what it found."""
    import highspy

    solver = _new_solver(limit)
    if not probe:
        solver.setOptionValue("presolve_rule_off", _PROBING | _ENUMERATION)
    solver.setCallback(watcher.call, None)
    kinds = highspy.cb.HighsCallbackType
    for kind in (kinds.kCallbackLogging, kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt):
        solver.startCallback(kind)
    _pass(solver, program, scale)
    if start is not None:
        known = np.flatnonzero(~np.isnan(start)).astype(np.int32)
        solver.setSolution(len(known), known, start[known])
    solver.run()

    if watcher.error is not None:
        raise watcher.error
    return solver


def _scale(program: Program) -> float:
    """Give a power of two that brings the largest cost into a range that the tolerances of HiGHS are made for."""
    largest = float(np.abs(program.columns()[0]).max(initial=0.0))
    if largest == 0 or _SMALLEST <= largest <= _LARGEST:
        return 1.0
    return float(2.0 ** -np.floor(np.log2(largest / _THOUSAND)))


def _new_solver(limit: Limit) -> Any:
    import highspy

    with _making, nullcontext() if _made else _quiet_stdout():
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        _made.append(True)
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("random_seed", limit.seed % 2**31)
    solver.setOptionValue("time_limit", min(max(limit.left_s, 1e-3), 1e9))
    return solver


@contextmanager
def _quiet_stdout() -> Iterator[None]:
    """Keep off standard output what HiGHS prints when the first solver of a process is made, whatever its options."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no standard output at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _pass(solver: Any, program: Program, scale: float) -> None:
    import highspy

    cost, lower, upper, whole = program.columns()
    matrix, lowest, highest = program.rows()
    if whole.any():  # of a linear program somebody may ask the price of each row as it was given
        matrix, lowest, highest = _in_range(matrix, lowest, highest)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.size, program.n_rows
    lp.sense_ = highspy.ObjSense.kMaximize if program.maximise else highspy.ObjSense.kMinimize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost * scale, lower, upper
    lp.row_lower_, lp.row_upper_ = lowest, highest
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    kinds = highspy.HighsVarType
    if whole.any():
        lp.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in whole.tolist()]
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise GeoTargetError("the solver refused the program, which is an error of this software")


def _in_range(
    matrix: csr_array, lower: FloatArray, upper: FloatArray
) -> tuple[csr_array, FloatArray, FloatArray]:
    """Multiply rows of tiny or huge numbers by powers of two, so that they suit the tolerances of HiGHS.

    As costs in billions, or demand in units of a millionth.
    """
    largest = np.zeros(matrix.shape[0])
    np.maximum.at(largest, np.repeat(np.arange(len(largest)), np.diff(matrix.indptr)), np.abs(matrix.data))
    tiny, huge = (largest > 0) & (largest < _SMALLEST), largest > _HUGE
    if not (tiny | huge).any():
        return matrix, lower, upper
    factor = np.where(tiny | huge, 2.0 ** -np.floor(np.log2(np.where(tiny | huge, largest, 1.0))), 1.0)
    factor[huge] *= _THOUSAND
    scaled = matrix.copy()
    scaled.data = matrix.data * np.repeat(factor, np.diff(matrix.indptr))
    return scaled, lower * factor, upper * factor


class _Watcher:
    """Hears HiGHS: keeps its log, passes on how far it is, and stops it."""

    def __init__(self, limit: Limit, scale: float, *, tell: bool) -> None:
        self.limit, self.scale, self.tell = limit, scale, tell
        self.lines: list[str] = []
        self.error: BaseException | None = None

    def call(self, kind: Any, message: str, out: Any, back: Any, _: Any) -> None:
        import highspy

        kinds = highspy.cb.HighsCallbackType
        if kind == kinds.kCallbackLogging:
            self.lines.append(message)
            return
        try:
            if kind == kinds.kCallbackMipInterrupt and self.tell:
                self._tell(out.mip_primal_bound, out.mip_dual_bound)
            back.user_interrupt = self.limit.over()
        except BaseException as error:  # noqa: BLE001 - must not cross C++; raised again after the run
            self.error = error
            back.user_interrupt = True

    def _tell(self, objective: float, bound: float) -> None:
        best = objective / self.scale if abs(objective) < np.inf else float("nan")
        self.limit.tell(best, bound / self.scale)


def _ended(solver: Any) -> bool:
    """Tell whether HiGHS says that it is done, with the best plan."""
    import highspy

    states = highspy.HighsModelStatus
    return solver.getModelStatus() in {states.kOptimal, states.kModelEmpty}


def _is_worth_its_bound(program: Program, scale: float, solved: Solved) -> bool:
    """Tell whether the values of what is called optimal are worth what is proved."""
    if solved.values is None:
        return False
    value = float(program.columns()[0] @ solved.values)
    return abs(value - solved.bound) * scale <= _WORTH * max(1.0, abs(value) * scale)


def _read(solver: Any, program: Program, scale: float, log: str) -> Solved:
    import highspy

    states = highspy.HighsModelStatus
    state, info = solver.getModelStatus(), solver.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if has_plan else None
    whole = bool(program.columns()[3].any())
    unknown = np.inf if program.maximise else -np.inf
    bound = info.mip_dual_bound / scale if whole else unknown
    if _ended(solver) and values is not None:
        if not whole:
            bound = float(program.columns()[0] @ values)
        best = Solved(PlanStatus.OPTIMAL, values, bound, log)
        return (
            best if _is_worth_its_bound(program, scale, best) else replace(best, status=PlanStatus.FEASIBLE)
        )
    if state == states.kInfeasible:
        return Solved(PlanStatus.INFEASIBLE, None, float("nan"), log)
    if state.name not in _STOPPED:
        said = solver.modelStatusToString(state)
        raise GeoTargetError(f"the solver ended with {said}, which is an error of this software")
    return Solved(PlanStatus.FEASIBLE if values is not None else PlanStatus.NO_PLAN, values, bound, log)
