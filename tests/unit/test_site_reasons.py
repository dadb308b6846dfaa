"""What a reason says of a site with a capacity, where the time ended before its numbers were worked out."""

import math
from dataclasses import fields
from types import SimpleNamespace

import pytest

from geo_target.siting import Reason
from geo_target.workflows.site_keep import _of_those_served
from geo_target.workflows.site_request import SiteRequest

SHORT = {"serves": 480.0, "loses_coverage": 9_810.0, "loses": 9_810.0, "difference": 9_310.0}


def reason(**numbers):
    return Reason(**dict.fromkeys(one.name for one in fields(Reason)) | SHORT | numbers)


def told(why, model="mclp", **more):
    request = SiteRequest(model=model, service="training", n_sites=4, **more)
    return _of_those_served(SimpleNamespace(request=request), why, 500.0)


def test_a_plan_loses_no_more_than_a_site_serves():
    why = told(reason(), capacity=500.0)
    assert (why.serves, why.loses_coverage, why.loses, why.difference) == (500.0, 500.0, 500.0, 500.0)


def test_less_than_it_serves_stays_as_it_is_and_so_does_what_is_not_known():
    why = told(reason(loses_coverage=90.0, loses=90.0, difference=float("nan")), capacity=500.0)
    assert (why.loses_coverage, why.loses) == (90.0, 90.0)
    assert math.isnan(why.difference)


@pytest.mark.parametrize(("model", "more"), [("mclp", {}), ("p_median", {"capacity": 500.0})])
def test_ways_and_what_is_worked_out_at_once_are_told_as_found(model, more):
    why = told(reason(), model, **more)
    assert (why.serves, why.loses) == (500.0, 9_810.0)
