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
    said = float(re.search(r"radius of ([\d.]+) km", change.text_en)[1])
    assert said * 1000 == pytest.approx(change.change["radius_m"])  # what is read can be typed
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


def test_new_sites_and_shares_are_what_a_change_is_told_in(store):
    place = {"provinces": ("IR-09",), "radius_m": 4000.0}
    free = run_site(store, asked(n_sites=2, keep_existing=False, **place)).after.coverage
    kept = run_site(store, asked(n_sites=1, **place)).after.coverage
    assert kept < free
    barred = run_site(store, asked(n_sites=1, min_coverage=free - 1e-9, **place))
    assert "existing" in barred.clash.items
    assert "existing" not in {one.item for one in barred.clash.relaxations}  # it would be two new sites
    refused = run_site(store, asked(n_sites=1, min_coverage=1.0))
    assert {"n_sites", "min_coverage"} <= set(refused.clash.items)
    told = {one.item: one for one in refused.clash.relaxations}
    least = next(iter(told["min_coverage"].change["min_coverage"].values()))
    assert told["min_coverage"].text_en == f"Possible with at least {100 * least:.2f}".rstrip("0").rstrip(
        "."
    ) + ("% covered instead of 100%.")
    assert "به‌جای ۱۰۰٪ " in told["min_coverage"].text_fa
    assert run_site(store, asked(n_sites=1, **told["min_coverage"].change)).status == "optimal"


@pytest.mark.parametrize(
    ("more", "english", "persian"),
    [
        ({}, "of them would have none in reach.", "در دسترس هیچ مرکزی نخواهند بود."),
        ({"covers": 2}, "would have fewer than 2 in reach.", "کمتر از ۲ مرکز در دسترس خواهند داشت."),
        ({"decay": "linear"}, "job seekers less (who is farther counts less).", "کمتر می‌ارزد"),
        ({"capacity": 150.0}, "more would not be served.", "خدمت نمی‌رسد."),
    ],
)
def test_what_is_lost_without_a_site_is_told_in_the_terms_of_the_question(store, more, english, persian):
    answer = run_site(store, asked(**more))
    lost = [site for site in answer.new_sites if site.marginal and site.marginal > 0.5]
    assert lost
    assert all(english in site.reason_en and persian in site.reason_fa for site in lost)


def test_a_least_distance_that_would_do_is_told_in_kilometres(store):
    refused = run_site(store, asked(n_sites=3, min_spacing_m=200_000.0))
    nearer = next(one for one in refused.clash.relaxations if one.item == "min_spacing")
    said = float(re.search(r"new sites ([\d.]+) km apart instead of 200", nearer.text_en)[1])
    assert said * 1000 == pytest.approx(nearer.change["min_spacing_m"])
    assert "کیلومتر" in nearer.text_fa
    assert run_site(store, asked(n_sites=3, **nearer.change)).status == "optimal"
