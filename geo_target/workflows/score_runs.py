"""Compare two score runs: what differs in profile and data, and what that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_target.errors import InputError
from geo_target.profile import SERVICES, kept_profile
from geo_target.store.score_runs import Move, RunContent, RunSums, read_two_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_target.store.engine import Store

MOST_MOVED = 20
TOP_K = 50


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of the profile that differs, and its two values; None where a profile does not have it."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One service's sums over the country in both runs; None where a run does not have them."""

    service: str
    measure_before: str
    measure_after: str
    unserved_before: float | None
    unserved_after: float | None
    gap_before: float | None
    gap_after: float | None


@dataclass(frozen=True, slots=True)
class RunDiff:
    """What differs between two runs.

    Parameters
    ----------
    profile
        Keys that differ; a run kept before a key existed has what was done then.
    moved
        The neighbourhoods whose ranks differ most, and how many differ at all.
    entered, left
        Neighbourhoods that are among the first `top_k` in one run only.
    """

    first: int
    second: int
    service: str
    data_version_before: int
    data_version_after: int
    profile: tuple[KeyChange, ...]
    services: tuple[ServiceChange, ...]
    moved_count: int
    moved: tuple[Move, ...]
    top_k: int
    entered: tuple[Move, ...]
    left: tuple[Move, ...]


def diff_runs(
    store: Store, first: int, second: int, *, service: str = "overall", limit: int = MOST_MOVED
) -> RunDiff:
    """Compare the run `first` with the run `second`, by the ranks of one service or overall.

    Raises
    ------
    UnknownRunError
        If there is no such run.
    InputError
        If there is no such service.
    """
    if service not in (*SERVICES, "overall"):
        raise InputError(
            f"There is no service {service!r}. The services are: {', '.join(('overall', *SERVICES))}."
        )
    one, other, moves = read_two_runs(store, first, second, service)
    changed = [move for move in moves if move.rank_before != move.rank_after]
    top_k = other.top_k or one.top_k or TOP_K
    return RunDiff(
        first=first,
        second=second,
        service=service,
        data_version_before=one.data_version,
        data_version_after=other.data_version,
        profile=tuple(_key_changes(one, other)),
        services=tuple(_service_changes(one, other)),
        moved_count=len(changed),
        moved=tuple(changed[:limit]),
        top_k=top_k,
        entered=tuple(
            move for move in moves if _is_top(move.rank_after, top_k) and not _is_top(move.rank_before, top_k)
        ),
        left=tuple(
            move for move in moves if _is_top(move.rank_before, top_k) and not _is_top(move.rank_after, top_k)
        ),
    )


def _is_top(rank: int | None, top_k: int) -> bool:
    return rank is not None and rank <= top_k


def _key_changes(one: RunContent, other: RunContent) -> Iterator[KeyChange]:
    before, after = (dict(_flat(kept_profile(run.profile).to_dict())) for run in (one, other))
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield KeyChange(key, before.get(key), after.get(key))


def _flat(content: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _service_changes(one: RunContent, other: RunContent) -> Iterator[ServiceChange]:
    before, after = ({held.service: held for held in run.sums} for run in (one, other))
    for name in SERVICES:
        nothing = RunSums(name, "", None, None, None, 0)
        a, b = before.get(name, nothing), after.get(name, nothing)
        yield ServiceChange(name, a.measure, b.measure, a.unserved, b.unserved, a.gap, b.gap)
