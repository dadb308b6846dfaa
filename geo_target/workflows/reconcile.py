"""Hold every figure of the report against the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo_target.reference.figures import figure_checks
from geo_target.store.figures import count_figures, read_figures

if TYPE_CHECKING:
    from geo_target.store.engine import Store


class State(StrEnum):
    """How a reported figure stands against the loaded rows."""

    REPRODUCED = "reproduced"
    CONTRADICTED = "contradicted in the report"
    NOT_HELD = "not held"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One figure of the report and what the layers hold.

    `loaded` and `difference` (loaded less reported) are None where no layer holds the figure.
    `elsewhere` is what the report itself says in another place, where it contradicts itself.
    """

    topic: str
    key: str
    scope: str
    place_fa: str
    place_en: str
    unit: str
    reported: float
    reported_max: float | None
    loaded: float | None
    difference: float | None
    state: State
    elsewhere: str | None
    note_fa: str
    note_en: str


def reconcile(store: Store) -> list[Reconciled]:
    """Return every figure of the report with its state, by topic, key and scope.

    A figure that differs without a contradiction in the report has the state ``differs``: after an official
    list was imported this is news, not a fault. The reference dataset leaves no such figure.
    """
    checks = figure_checks()
    figures = read_figures(store)
    held = [checks[key] for figure in figures if (key := (figure["key"], figure["scope"])) in checks]
    counted = dict(zip(((c.key, c.scope) for c in held), count_figures(store, held), strict=True))
    return [_reconciled(figure, counted.get((figure["key"], figure["scope"]))) for figure in figures]


def _reconciled(figure: dict[str, Any], loaded: float | None) -> Reconciled:
    return Reconciled(
        topic=figure["topic"],
        key=figure["key"],
        scope=figure["scope"],
        place_fa=figure["place_fa"],
        place_en=figure["place_en"],
        unit=figure["unit"],
        reported=figure["value"],
        reported_max=figure["value_max"],
        loaded=loaded,
        difference=None if loaded is None else loaded - figure["value"],
        state=_state(figure, loaded),
        elsewhere=figure["contradicts"],
        note_fa=figure["note_fa"],
        note_en=figure["note_en"],
    )


def _state(figure: dict[str, Any], loaded: float | None) -> State:
    if figure["contradicts"]:
        return State.CONTRADICTED
    if loaded is None:
        return State.NOT_HELD
    return State.REPRODUCED if loaded == figure["value"] else State.DIFFERS
