"""How sure the ranks of the reference country are: as wide as their provenance makes them."""

from dataclasses import replace

import numpy as np
import pytest
from reference_country import reference_country

from geo_target.profile import SERVICES, load_profile
from geo_target.workflows.score_certainty import certainty
from geo_target.workflows.service_inputs import InputErrors
from geo_target.workflows.service_scores import score_services

PROFILE = load_profile()


@pytest.fixture(scope="module")
def widths():
    profile = replace(PROFILE, uncertainty=replace(PROFILE.uncertainty, draws=200))
    areas, points, facilities = reference_country()
    scores = score_services(areas, points, facilities, profile)

    def of(source):
        sure = profile.uncertainty
        errors = InputErrors(
            np.full(len(areas.codes), sure.demand_error[source]),
            np.full(len(facilities.kinds), sure.site_error_m[source]),
        )
        held = certainty(areas, points, facilities, scores, profile, errors)
        return {name: (spread.high - spread.low).mean() for name, spread in held.items()}

    return {source: of(source) for source in ("official", "open", "modelled")}


@pytest.mark.parametrize("name", [*SERVICES, "overall"])
def test_the_same_country_is_less_sure_as_modelled_than_as_official(widths, name):
    assert widths["official"][name] < widths["open"][name] < widths["modelled"][name]
    assert widths["modelled"][name] > 1.4 * widths["official"][name]
