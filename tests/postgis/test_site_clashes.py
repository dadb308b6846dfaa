"""Where nothing can keep every requirement, and what is told of radii that differ, out of the store."""

import re

import pytest
from small_world import fill
from sqlalchemy import text

from geo_target.store.engine import Store
from geo_target.workflows.site import SiteRequest, run_site
from geo_target.workflows.site_runs import read_answer


@pytest.fixture
def store(migrated_database_url):
    with Store(migrated_database_url) as store:
        fill(store, neighbourhoods=20)
        yield store


def asked(model="mclp", **more):
    given = {"service": "training", "candidates": "neighbourhoods", "radius_m": 4000.0}
    number = {"n_sites": 2} if model == "mclp" else {}
    return SiteRequest(model=model, **given | number | more)


def test_what_cannot_hold_together_is_told_with_the_smallest_change_and_that_change_works(store):
    refused = run_site(store, asked("lscp", radius_m=100.0, candidates="candidate_sites"))
    assert refused.status == "infeasible"
    assert refused.sites == ()
    assert refused.clash.items == ("service",)
    assert read_answer(store, refused.run_id) == refused
    change = refused.clash.relaxations[0]
    assert "km" in change.text_en
    assert "کیلومتر" in change.text_fa
    again = run_site(store, asked("lscp", candidates="candidate_sites", **change.change))
    assert again.status == "optimal"
    few = run_site(store, asked(n_sites=5, group_max=1, group_by="province"))
    assert set(few.clash.items) == {"n_sites", "group_max"}
    number = next(one.change for one in few.clash.relaxations if one.item == "n_sites")
    assert number == {"n_sites": 2}


def test_changes_of_groups_count_new_sites_as_the_question_does_and_name_them(store):
    question = {"n_sites": 5, "group_max": 1, "group_by": "province"}
    refused = run_site(store, asked(**question))
    wider = next(one for one in refused.clash.relaxations if one.item == "group_max")
    limits = wider.change["group_max"]
    assert set(limits) == {"IR-09", "IR-29"}
    assert sum(limits.values()) == 5  # the centre that stands in one of them is no new site
    code, most = max(limits.items(), key=lambda one: one[1])
    assert re.search(rf"at most {most} new in [A-Z][\w ]+ \({code}\) instead of 1", wider.text_en)
    assert "خراسان" in wider.text_fa
    assert run_site(store, asked(**question | wider.change)).status == "optimal"
    none = run_site(store, asked(n_sites=2, group_max=0, group_by="province"))
    said = next(one for one in none.clash.relaxations if one.item == "n_sites")
    assert (said.text_en, said.change) == ("Possible with no new site.", None)


def test_a_radius_that_depends_on_the_city_is_not_told_as_one(store):
    same = run_site(store, asked(radius_m=None))
    assert (same.radius_m, same.notes) == (3000, ())
    with store.write() as connection:
        connection.execute(text("UPDATE geo_target.cities SET population = 1000 WHERE code = 'C2'"))
    either = run_site(store, asked(radius_m=None))
    assert either.radius_m is None
    ((persian, english),) = either.notes
    assert english == "The service radius is 3 or 5 km, depending on the city."
    assert "۳ یا ۵ کیلومتر" in persian
    refused = run_site(store, asked("lscp", radius_m=None, candidates="candidate_sites"))
    farther = next(one for one in refused.clash.relaxations if one.item == "service")
    assert farther.text_en.endswith("km instead of 3 or 5.")
