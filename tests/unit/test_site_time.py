"""The time of a question where to build: its parts together never have more than was given."""

from example_counts import share_of_profile
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_target.workflows.site_request import SiteRequest
from geo_target.workflows.site_time import WEIGHTS, WORDS, start


@settings(max_examples=share_of_profile(0.3), deadline=None)
@given(
    st.floats(0.5, 600),
    st.lists(st.floats(0, 1), min_size=len(WEIGHTS), max_size=len(WEIGHTS)),
    st.booleans(),
)
def test_parts_together_never_have_more_time_than_was_given_and_the_last_one_has_what_is_left(
    given_s, used, everything
):
    more = {"frontier": True, "alternatives": 0.1, "phases": (1, 2)} if everything else {}
    asked = SiteRequest(
        model="mclp", service="training", n_sites=2, radius_m=1.0, time_limit_s=given_s, **more
    )
    clock = start(asked, None, None, None)
    spent = 0.0
    for name, share in zip(list(clock.waiting), used, strict=False):
        last = len(clock.waiting) == 1
        part = clock.part(name)
        left = given_s - spent
        assert part.time_limit_s <= left + 1e-3
        assert not last or part.time_limit_s > left - 0.1 - 1e-3
        clock.limit.started -= share * part.time_limit_s  # as if it had taken so long
        spent += share * part.time_limit_s


def test_every_part_has_a_share_and_words_in_both_languages():
    assert list(WEIGHTS) == list(WORDS)
    assert all(fa and en for fa, en in WORDS.values())
