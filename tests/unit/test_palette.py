"""The colours stay in order and apart, also for readers who do not see red or green."""

import itertools
from pathlib import Path

import numpy as np
import pytest

import maps
from geo_target.palette import (
    ACCENT,
    ACCENT_ON_DARK,
    NEIGHBOURHOOD_TYPES,
    NO_DATA,
    PROVENANCES,
    RAMPS,
    SERVICES,
    STATUS_FILL,
    STATUSES,
    SYMBOLS,
    ramp,
    rgb,
    symbol_of,
)
from maps.palette import document_text

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def linear(colour):
    share = np.array(rgb(colour)) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(colour, vision="normal"):
    """CIE L*a*b* (D65) of a colour as an eye of this kind sees it."""
    seen = np.clip(VISION[vision] @ linear(colour), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ seen / np.array([0.9505, 1.0, 1.089]), 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision="normal"):
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def contrast(one, other):
    """WCAG contrast ratio, 1 to 21."""
    lighter, darker = sorted(
        (float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", ["need", "access"])
def test_a_sequential_ramp_gets_darker_in_even_steps_for_every_eye(name, vision):
    lightness = np.array([lab(colour, vision)[0] for colour in RAMPS[name]])
    steps = -np.diff(lightness)
    assert (steps > 8).all()
    assert steps.max() < 2.4 * steps.min()


@pytest.mark.parametrize("vision", VISION)
def test_the_two_arms_of_the_difference_ramp_are_apart_and_the_zero_is_lightest(vision):
    colours = RAMPS["difference"]
    lightness = [lab(colour, vision)[0] for colour in colours]
    assert max(lightness) == lightness[3]
    assert lightness[:4] == sorted(lightness[:4])
    assert lightness[3:] == sorted(lightness[3:], reverse=True)
    for low, high in zip(colours[:3], reversed(colours[4:]), strict=True):
        assert distance(low, high, vision) > 14


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", RAMPS)
@pytest.mark.parametrize("n_classes", [2, 3, 4, 5])
def test_neighbouring_classes_are_told_apart_by_every_eye(name, vision, n_classes):
    colours = ramp(name, n_classes)
    for one, other in itertools.pairwise(colours):
        assert distance(one, other, vision) > 9


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", ["need", "access"])
def test_no_data_is_not_mistaken_for_a_class(name, vision):
    for colour in RAMPS[name]:
        assert distance(NO_DATA, colour, vision) > 9


@pytest.mark.parametrize("vision", VISION)
def test_need_is_not_mistaken_for_access_at_the_dark_end(vision):
    assert distance(RAMPS["need"][-1], RAMPS["access"][-1], vision) > 20


def test_every_kind_has_its_own_shape_so_that_colour_is_not_needed():
    shapes = [symbol.shape for symbol in SYMBOLS]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("vision", VISION)
def test_the_colours_of_two_kinds_of_facility_differ_for_every_eye(vision):
    for one, other in itertools.combinations([s.colour for s in SYMBOLS], 2):
        assert distance(one, other, vision) > 8, (one, other)


def test_symbols_stand_out_from_paper():
    for symbol in SYMBOLS:
        assert contrast(symbol.colour, "#ffffff") > 2.4, symbol.kind


def test_the_accent_can_be_read_on_light_and_dark():
    assert contrast(ACCENT, "#ffffff") > 4.5
    assert contrast(ACCENT_ON_DARK, "#1b1f26") > 4.5


def test_every_status_has_a_name_and_a_fill_of_its_own():
    assert STATUSES.keys() == STATUS_FILL.keys()
    assert len(set(STATUS_FILL.values())) == len(STATUS_FILL)


def test_every_word_is_there_in_both_languages():
    tables = (SERVICES, STATUSES, PROVENANCES, NEIGHBOURHOOD_TYPES)
    names = [name for table in tables for name in table.values()] + [symbol.name for symbol in SYMBOLS]
    for name in names:
        assert name.fa
        assert name.en
        assert name.en.isascii()


def test_a_ramp_starts_and_ends_at_its_anchors():
    assert ramp("need", 5) == RAMPS["need"]
    assert ramp("access", 3) == (RAMPS["access"][0], RAMPS["access"][2], RAMPS["access"][4])
    assert ramp("difference", 1) == (RAMPS["difference"][3],)


@pytest.mark.parametrize("n_classes", [0, 10])
def test_a_ramp_of_no_class_or_too_many_is_refused(n_classes):
    with pytest.raises(ValueError, match="from 1 to 9"):
        ramp("need", n_classes)


def test_a_symbol_is_found_by_its_kind():
    assert symbol_of("bank_branch").collection == "bank_branches"


def test_the_page_draws_with_the_same_palette():
    written = Path(maps.__file__).parent / "web" / "palette.json"
    assert written.read_text(encoding="utf-8") == document_text()
