"""Any sequence of imports and undos does what a few dictionaries in plain Python do."""

import copy
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from small_world import area, bring_in, course, everything, facility, fill, is_soak, is_whole, write
from sqlalchemy import text

from geo_target.errors import RefusedError
from geo_target.store.engine import Store
from geo_target.store.summary import read_datasets
from geo_target.workflows.undo import undo_last

EVERY_MODE = st.sampled_from(["replace", "update", "add"])
PLACES = {1: ("N1-001", "N1-004"), 2: ("N1-002", "N1-005"), 3: ("N1-003", "N1-006")}
"""Places in the first city, and the codes that the neighbourhood there may have; the second city never changes."""


class Imports(RuleBasedStateMachine):
    """Four layers of a small country, and the same as dictionaries: `now`."""

    store = None

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.files = 0
        self.past = []
        self.now = SimpleNamespace(
            branches={"BB-00001": (100, None)},
            places={"BB-00001": 1},
            areas={"N1-001": (1, 1000), "N1-002": (2, 1000)},
            centres={"TC-00001"},
            course=("N1-001", "TC-00001"),
            newest={},
        )
        with self.store.read() as connection:
            asked = "SELECT count(*) FROM geo_target.datasets WHERE mode IS NOT NULL AND undone_at IS NULL"
            left = connection.execute(text(asked)).scalar_one()
        for _ in range(left):
            undo_last(self.store)

    def teardown(self):
        self.folder.cleanup()

    def area_at(self, place):
        """Return the code of the neighbourhood that is at a place, None if there is none."""
        return next((code for code, (where, _) in self.now.areas.items() if where == place), None)

    @rule(
        rows=st.dictionaries(
            st.integers(1, 5),
            st.tuples(st.integers(0, 9), st.sampled_from([1, 2, 3]), st.booleans()),
            min_size=1,
        ),
        mode=EVERY_MODE,
    )
    def import_branches(self, rows, mode):
        owner = {n: self.area_at(place) if named else None for n, (_, place, named) in rows.items()}
        features = [
            facility("BB", n, 1, place=place, capacity=capacity, neighbourhood_code=owner[n])
            for n, (capacity, place, _) in rows.items()
        ]
        wanted = {f"BB-{n:05d}": (capacity, owner[n]) for n, (capacity, _, _) in rows.items()}
        places = {f"BB-{n:05d}": place for n, (_, place, _) in rows.items()}
        if self.bring("bank_branches", mode, features, known=self.now.branches.keys() & wanted.keys()):
            self.now.branches = wanted if mode == "replace" else self.now.branches | wanted
            self.now.places = places if mode == "replace" else self.now.places | places

    @rule(
        rows=st.dictionaries(
            st.sampled_from([1, 2, 3]), st.tuples(st.integers(0, 1), st.integers(0, 60)), min_size=1
        ),
        mode=st.sampled_from(["replace", "update"]),
    )
    def import_areas(self, rows, mode):
        wanted = {PLACES[place][which]: (place, people) for place, (which, people) in rows.items()}
        if mode == "update":  # two neighbourhoods in one place overlap, which is refused
            wanted = {c: (place, n) for c, (place, n) in wanted.items() if self.area_at(place) in {None, c}}
        features = [area(1, int(c[-3:]), place=place, population=n) for c, (place, n) in wanted.items()]
        if not features:
            return
        features += [area(2, 1), area(2, 2)]
        if self.bring("neighbourhoods", mode, features):
            gone = self.now.areas.keys() - wanted.keys() if mode == "replace" else set()
            self.now.areas = wanted if mode == "replace" else self.now.areas | wanted
            for code, (capacity, owner) in self.now.branches.items():
                if owner in gone:
                    self.now.branches[code] = capacity, self.area_at(self.now.places[code])
            if self.now.course[0] in gone:
                self.now.course = self.area_at(1), self.now.course[1]

    @rule(numbers=st.sets(st.integers(1, 3), min_size=1), mode=EVERY_MODE)
    def import_centres(self, numbers, mode):
        wanted = {f"TC-{n:05d}" for n in numbers}
        features = [facility("TC", n, 1, place=1 if n == 1 else 3) for n in sorted(numbers)]
        if self.bring("training_centres", mode, features, known=self.now.centres & wanted):
            self.now.centres = wanted if mode == "replace" else self.now.centres | wanted
            if self.now.course[1] not in {
                None,
                *self.now.centres,
            }:  # the course lies where the first centre is
                self.now.course = self.now.course[0], "TC-00001" if "TC-00001" in self.now.centres else None

    @rule(number=st.integers(0, 3), mode=st.sampled_from(["replace", "update"]))
    def import_course(self, number, mode):
        centre = next((code for code in sorted(self.now.centres) if code == f"TC-{number:05d}"), None)
        if self.bring("course_runs", mode, [course(1, neighbourhood_code=None, training_centre_code=centre)]):
            self.now.course = None, centre

    @rule()
    def undo(self):
        if not self.past:
            with pytest.raises(RefusedError, match="no import to take back"):
                undo_last(self.store)
            return
        self.now, state = self.past.pop()
        assert undo_last(self.store).scored
        assert everything(self.store) == state

    @invariant()
    def the_database_holds_what_the_dictionaries_hold(self):
        with self.store.read() as connection:

            def rows(asked):
                return [tuple(row) for row in connection.execute(text(asked))]

            assert is_whole(connection)
            branches = rows("SELECT code, capacity, neighbourhood_code FROM layers.bank_branches")
            areas = rows("SELECT code, population FROM layers.neighbourhoods WHERE city_code = 'C1'")
            centres = rows("SELECT code FROM layers.training_centres")
            courses = rows("SELECT neighbourhood_code, training_centre_code FROM layers.course_runs")
        assert {code: (capacity, owner) for code, capacity, owner in branches} == self.now.branches
        assert dict(areas) == {code: people for code, (_, people) in self.now.areas.items()}
        assert {code for (code,) in centres} == self.now.centres
        assert courses == [self.now.course]
        kept = [dataset for dataset in read_datasets(self.store) if dataset.mode and not dataset.undone_at]
        assert len(kept) == len(self.past)

    def bring(self, layer, mode, features, *, known=()):
        """Import rows; return whether they are in. A known code cannot be added, the newest file changes nothing."""
        before = everything(self.store)
        self.files += 1
        file = write(Path(self.folder.name) / f"{self.files}.geojson", features)
        said = mode, file.read_text("utf-8")
        outcome = bring_in(self.store, layer, file, mode)
        if said == self.now.newest.get(layer):
            assert outcome.unchanged
        elif mode == "add" and known:
            assert outcome.dataset_id is None
            assert not outcome.report.ok
        else:
            assert outcome.dataset_id is not None, outcome.report.terminal_lines()
            self.past.append((copy.deepcopy(self.now), before))
            self.now.newest[layer] = said
            return True
        assert everything(self.store) == before
        return False


def test_imports_and_undos_in_any_order_do_what_dictionaries_do(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store)
        Imports.store = store
        few, steps = (60, 15) if is_soak() else (6, 8)
        run_state_machine_as_test(
            Imports,
            settings=settings(
                max_examples=few,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
