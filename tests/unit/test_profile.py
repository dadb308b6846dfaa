"""Profiles: the built-in one says what the product promises; a damaged one is refused in one sentence."""

import json
import tomllib

import pytest

from geo_target.errors import ProfileError
from geo_target.profile import (
    DEFAULT_PROFILE,
    SERVICES,
    altered,
    kept_profile,
    load_profile,
    profile_from_dict,
)


@pytest.fixture
def content():
    return tomllib.loads(DEFAULT_PROFILE.read_text("utf-8"))


def test_the_built_in_profile_has_the_radii_and_kinds_of_the_programme():
    profile = load_profile()
    assert {s: profile.services[s].radius_m for s in SERVICES} == {
        "training": 5000,
        "placement": 3000,
        "microfinance": 10_000,
        "community": 1000,
    }
    assert {s: profile.services[s].kinds for s in SERVICES} == {
        "training": ("training_centre",),
        "placement": ("placement_centre",),
        "microfinance": ("bank_branch", "self_help_group"),
        "community": ("neighbourhood_house", "social_service_base"),
    }


def test_training_is_nearer_in_a_city_of_over_half_a_million():
    profile = load_profile()
    assert profile.radius_m("training", 500_000) == 5000
    assert profile.radius_m("training", 500_001) == 3000
    assert profile.radius_m("training") == 5000
    assert profile.radii_m("training", [1e4, float("nan"), 1e6]).tolist() == [5000, 5000, 3000]
    assert profile.radius_m("community", 9e6) == 1000


def test_a_profile_comes_back_from_json_as_it_went():
    profile = load_profile()
    back = profile_from_dict(json.loads(json.dumps(profile.to_dict())))
    assert back == profile
    assert back.fingerprint == profile.fingerprint


def test_the_content_as_written_is_what_to_dict_gives(content):
    assert load_profile().to_dict() == content


def test_the_fingerprint_knows_content_and_not_spelling(content, tmp_path):
    text = DEFAULT_PROFILE.read_text("utf-8")
    file = tmp_path / "same.toml"
    file.write_text("\ufeff" + text.replace("radius_km = 10.0", "radius_km = 10 # the same"), "utf-8")
    assert load_profile(file).fingerprint == load_profile().fingerprint
    content["services"]["community"]["radius_km"] = 1.1
    changed = profile_from_dict(content)
    assert changed.services["community"].radius_m == 1100
    assert changed.fingerprint != load_profile().fingerprint


DAMAGES = [
    ("priority.gap", "much", 'priority.gap must be a number from 0 to 1, not "much"'),
    ("priority.gap", True, "priority.gap must be a number from 0 to 1, not true"),
    ("priority.gap", float("nan"), "priority.gap must be a number from 0 to 1, not NaN"),
    (
        "priority.gap",
        0.5,
        "priority.gap, priority.distance, priority.size, priority.deprivation must add up to 1",
    ),
    ("priority.distance_cap", 0, "priority.distance_cap must be a number from 1 to 100, not 0"),
    ("priority.distance_cap", 10**400, "priority.distance_cap must be a number from 1 to 100"),
    (
        "priority.extra",
        1,
        "priority.extra is not one of the keys gap, distance",
    ),
    ("priority", 7, "priority must be a table, not 7"),
    (
        "services.training.radius_km",
        -1,
        "services.training.radius_km must be a number from 0.001 to 1000",
    ),
    ("services.training.radius_km", 0.0001, "services.training.radius_km must be"),
    ("services.training.demand", "hope", "services.training.demand must be one of population, households"),
    ("services.training.kinds", [], "services.training.kinds must be a list of training_centre"),
    (
        "services.training.kinds",
        ["school"],
        r'services.training.kinds must be .* not \["school"\]',
    ),
    (
        "services.training.kinds",
        ["bank_branch"] * 2,
        "services.training.kinds must be .* without repeats",
    ),
    ("services.training.large_city_over", 0.5, "services.training.large_city_over must be a whole number"),
    ("services.training.weight", 0.9, "services.training.weight, .* must add up to 1, not 1.55"),
    ("services.training.measure", "hope", "services.training.measure must be one of coverage, nearest"),
    ("services.training.target", 0, "services.training.target must be a number from 1e-06"),
    ("services.training.capacity_unit", "tons", "services.training.capacity_unit must be one of trainee"),
    ("services.training.capacity_if_unknown", -1, "services.training.capacity_if_unknown must be a number"),
    ("priority.aggregation", "harmonic", "priority.aggregation must be one of arithmetic, geometric"),
    ("access.detour", 0.5, "access.detour must be a number from 1 to 10, not 0.5"),
    ("access.decay", "cliff", "access.decay must be one of binary, linear"),
    ("access.bands", [], "access.bands must be a list of .limit, weight. with rising limits"),
    ("access.bands", [[1.0, 0.5], [0.5, 0.4]], "access.bands must be a list"),
    ("access.bands", [[0.5, 0.4], [1.0, 0.5]], "access.bands must be a list"),
    ("access.bands", [[2.0, 0.5]], "access.bands must be .* the last limit at most 1"),
    ("uncertainty.draws", 1.5, "uncertainty.draws must be a whole number from 0"),
    ("uncertainty.draws", 1, "uncertainty.draws must be 0 for no rank intervals, or 20 or more, .*, not 1"),
    ("uncertainty.draws", 19, "uncertainty.draws must be 0 .*, not 19"),
    ("uncertainty.top_k", 0, "uncertainty.top_k must be a whole number from 1"),
    ("uncertainty.demand_error.open", -1, "uncertainty.demand_error.open must be a number from 0 to 2"),
    ("uncertainty.site_error_m", {"open": 1}, "uncertainty.site_error_m.official is missing; add it"),
    ("services.health", {}, "services.health is not one of the keys training, placement"),
    ("code", " ", "code must be a text that is not empty"),
    ("code", "a\0b", "code must be a text of one line, without control characters, up to 100 letters"),
    ("code", "x" * 101, "code must be a text of one line"),
    ("name_en", "two\nlines", "name_en must be a text of one line"),
    ("name_fa", 5, "name_fa must be a text that is not empty, not 5"),
]


@pytest.mark.parametrize(("key", "value", "message"), DAMAGES)
def test_a_value_that_cannot_be_used_is_refused_by_file_and_key(content, key, value, message):
    *path, last = key.split(".")
    table = content
    for name in path:
        table = table[name]
    table[last] = value
    with pytest.raises(ProfileError, match=f"^mine.toml: {message}"):
        profile_from_dict(content, source="mine.toml")


@pytest.mark.parametrize(
    "key", ["code", "priority", "priority.size", "services.community", "services.placement.radius_km"]
)
def test_a_missing_key_is_named(content, key):
    *path, last = key.split(".")
    table = content
    for name in path:
        table = table[name]
    del table[last]
    with pytest.raises(ProfileError, match=f"^profile: {key} is missing; add it$"):
        profile_from_dict(content)


def test_half_a_large_city_rule_is_a_missing_key(content):
    del content["services"]["training"]["large_city_over"]
    with pytest.raises(ProfileError, match=r"services\.training\.large_city_over is missing"):
        profile_from_dict(content)


def test_damaged_toml_is_refused_with_its_line(tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text('code = "x"\nname_fa "y"\n', "utf-8")
    with pytest.raises(ProfileError, match=r"broken\.toml is not valid TOML: .*line 2.*; mend it there$"):
        load_profile(file)


def test_a_file_that_is_no_text_or_is_not_there_is_refused(tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match="must be a text file in UTF-8"):
        load_profile(binary)
    with pytest.raises(ProfileError, match="cannot be read: No such file"):
        load_profile(tmp_path / "none.toml")
    with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
        load_profile(tmp_path)


def test_a_kept_profile_without_the_newer_keys_means_what_was_done_then(content):
    older = json.loads(json.dumps(content))
    del older["access"], older["uncertainty"], older["priority"]["aggregation"]
    for service in older["services"].values():
        for key in ("measure", "target", "capacity_unit"):
            del service[key]
    older["services"]["community"]["radius_km"] = 2.0
    read = kept_profile(older)
    assert {held.measure for held in read.services.values()} == {"coverage"}
    assert read.priority.aggregation == "arithmetic"
    assert read.services["community"].radius_m == 2000
    assert kept_profile(load_profile().to_dict()) == load_profile()
    with pytest.raises(ProfileError, match="access is missing; add it"):
        profile_from_dict(older)


def test_the_profile_of_a_kept_run_may_have_fewer_draws_and_none_or_twenty_can_be_asked_for():
    older = load_profile().to_dict()
    older["uncertainty"]["draws"] = 5
    assert kept_profile(older).uncertainty.draws == 5
    assert [altered(load_profile(), draws=draws).uncertainty.draws for draws in (0, 20)] == [0, 20]


def test_a_persian_name_with_a_joiner_is_a_name(content):
    content["name_fa"] = "نمایه\u200cی من"
    assert profile_from_dict(content).name_fa == "نمایه\u200cی من"


def test_a_profile_is_altered_in_its_measures_and_draws_only():
    profile = load_profile()
    one = altered(profile, service="training", measure="raam", draws=50, seed=9)
    assert [one.services[name].measure for name in SERVICES] == ["raam", "coverage", "coverage", "coverage"]
    assert (one.uncertainty.draws, one.uncertainty.seed) == (50, 9)
    assert {held.measure for held in altered(profile, measure="gravity").services.values()} == {"gravity"}
    assert altered(profile) == profile
    with pytest.raises(ProfileError, match=r"There is no measure .hope.\. The measures are: coverage"):
        altered(profile, measure="hope")
    with pytest.raises(ProfileError, match="There is no service 'health'"):
        altered(profile, service="health", measure="raam")


def test_a_measure_of_supply_needs_kinds_that_count_in_one_unit(content):
    content["services"]["training"]["kinds"] = ["training_centre", "bank_branch"]
    profile_from_dict(content)
    content["services"]["training"]["measure"] = "raam"
    with pytest.raises(ProfileError, match="bank_branch has persons"):
        profile_from_dict(content)


def test_an_unknown_service_is_named():
    with pytest.raises(ProfileError, match=r"service must be one of training, .* not health"):
        load_profile().radius_m("health")
