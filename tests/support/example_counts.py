"""How many instances a law is tried on: a share of what the loaded profile says, so that the soak tries more."""

import hypothesis


def share_of_profile(share):
    """Give that share of the profile's examples: of 28, or of 2,000 in `make soak`."""
    return max(1, round(hypothesis.settings.default.max_examples * share))
