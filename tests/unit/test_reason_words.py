"""What is said of a neighbourhood, word by word: none, one and many, in both languages."""

import json
from pathlib import Path

import numpy as np
import pytest

from geo_target.palette import SYMBOLS
from geo_target.profile import DEMANDS, KINDS, MEASURES
from geo_target.targeting import reason_words as words

LOCALE = Path(__file__).parents[2] / "maps" / "web" / "locale"


def test_every_word_of_a_profile_can_be_said():
    assert set(words.KINDS) == set(KINDS)
    assert set(words.DEMANDS) == set(DEMANDS)
    assert set(words.MEASURES) == set(MEASURES) - {"coverage"}


def test_the_words_are_those_of_the_map():
    names = {symbol.kind: symbol.name.fa for symbol in SYMBOLS}
    assert {kind: word.fa for kind, word in words.KINDS.items()} == {kind: names[kind] for kind in KINDS}
    for number, lang in enumerate(("fa", "en")):
        page = json.loads((LOCALE / f"{lang}.json").read_text("utf-8"))
        for measure, word in words.MEASURES.items():
            assert word[number] == page[f"access_{measure}"]


@pytest.mark.parametrize(
    ("share", "fa", "en"),
    [
        (0.0, "هیچ مرکز کاریابی فعالی تا ۳ کیلومتری نیست", "no operating placement centre within 3 km"),
        (
            0.004,
            "کمتر از ۱ درصد مردم آن تا ۳ کیلومتری یک مرکز کاریابی فعال زندگی می‌کنند",
            "less than 1 percent of its people live within 3 km of an operating placement centre",
        ),
        (
            0.01,
            "۱ درصد مردم آن تا ۳ کیلومتری یک مرکز کاریابی فعال زندگی می‌کنند",
            "1 percent of its people live within 3 km of an operating placement centre",
        ),
        (
            0.874,
            "۸۷ درصد مردم آن تا ۳ کیلومتری یک مرکز کاریابی فعال زندگی می‌کنند",
            "87 percent of its people live within 3 km of an operating placement centre",
        ),
        (
            0.9999,
            "بیش از ۹۹ درصد مردم آن تا ۳ کیلومتری یک مرکز کاریابی فعال زندگی می‌کنند",
            "more than 99 percent of its people live within 3 km of an operating placement centre",
        ),
        (
            1.0,
            "همهٔ مردم آن تا ۳ کیلومتری یک مرکز کاریابی فعال زندگی می‌کنند",
            "all its people live within 3 km of an operating placement centre",
        ),
    ],
)
def test_how_many_live_near(share, fa, en):
    assert words.say_covered(share, 3000, ["placement_centre"]) == (fa, en)


@pytest.mark.parametrize(
    ("unserved", "demand", "fa", "en"),
    [
        (0, 0, "هیچ جویندهٔ کاری ندارد", "it has no job seekers"),
        (
            1,
            1,
            "تنها جویندهٔ کار آن به کاریابی دسترسی ندارد",
            "its only job seeker is without access to job placement",
        ),
        (
            0,
            1,
            "تنها جویندهٔ کار آن به کاریابی دسترسی دارد",
            "its only job seeker has access to job placement",
        ),
        (
            0,
            8400,
            "هر ۸٬۴۰۰ جویندهٔ کار آن به کاریابی دسترسی دارند",
            "all of its 8,400 job seekers have access to job placement",
        ),
        (
            0.3,
            8400,
            "از ۸٬۴۰۰ جویندهٔ کار آن، ۱ نفر به کاریابی دسترسی ندارد",
            "1 of its 8,400 job seekers is without access to job placement",
        ),
        (
            3200.4,
            8400,
            "از ۸٬۴۰۰ جویندهٔ کار آن، ۳٬۲۰۰ نفر به کاریابی دسترسی ندارند",
            "3,200 of its 8,400 job seekers are without access to job placement",
        ),
        (
            8400,
            8400,
            "هیچ‌یک از ۸٬۴۰۰ جویندهٔ کار آن به کاریابی دسترسی ندارد",
            "none of its 8,400 job seekers has access to job placement",
        ),
    ],
)
def test_how_many_are_without(unserved, demand, fa, en):
    assert words.say_unserved(unserved, demand, "job_seekers", "placement", covers=True) == (fa, en)


def test_a_measure_of_supply_speaks_of_enough():
    said = words.say_unserved(5, 9, "women_heads_of_household", "microfinance", covers=False)
    assert said.fa == "از ۹ زن سرپرست خانوار آن، ۵ نفر به تأمین مالی خرد دسترسی کافی ندارند"
    assert said.en == "5 of its 9 women heads of household are without enough access to microfinance"
    met = [words.say_met(share, "training", "two_step_fca").en for share in (0.0, 0.45, 1.0)]
    assert met == [
        "none of its need for vocational training is met (two-step floating catchment)",
        "45 percent of its need for vocational training is met (two-step floating catchment)",
        "its need for vocational training is met in full (two-step floating catchment)",
    ]
    assert words.say_met(0.45, "training", "two_step_fca").fa == (
        "۴۵ درصد نیاز آن به آموزش مهارت برآورده است (حوزهٔ شناور دومرحله‌ای)"
    )


@pytest.mark.parametrize(
    ("metres", "fa", "en"),
    [
        (0, "۰ متر", "0 m"),
        (349.6, "۳۵۰ متر", "350 m"),
        (999.6, "۱ کیلومتر", "1 km"),
        (11240, "۱۱٫۲ کیلومتر", "11.2 km"),
        (1_234_000, "۱٬۲۳۴ کیلومتر", "1,234 km"),
    ],
)
def test_how_far_the_nearest_is(metres, fa, en):
    said = words.say_nearest(metres, ["bank_branch", "self_help_group"])
    assert said.fa == f"فاصله تا نزدیک‌ترین شعبهٔ بانک کشاورزی یا گروه خودیار فعال به‌طور میانگین {fa} است"
    assert said.en == f"the nearest operating bank branch or self-help group is {en} away on average"


def test_where_nothing_operates_there_is_no_distance():
    assert words.say_nearest(np.nan, ["training_centre"]) == (
        "در سراسر کشور هیچ مرکز آموزش فنی و حرفه‌ای فعالی نیست",
        "no training centre is operating anywhere in the country",
    )


@pytest.mark.parametrize(
    ("rank", "low", "high", "fa", "en"),
    [
        (12, None, None, "رتبهٔ ۱۲ از ۹۸۷", "rank 12 of 987"),
        (
            12,
            7,
            19,
            "رتبهٔ ۱۲ از ۹۸۷، در نه از ده بار محاسبه از ۷ تا ۱۹",
            "rank 12 of 987, between 7 and 19 in nine of ten draws",
        ),
        (
            1,
            1,
            1,
            "رتبهٔ ۱ از ۹۸۷، در نه از ده بار محاسبه همین رتبه",
            "rank 1 of 987, the same in nine of ten draws",
        ),
        (
            3,
            4,
            4,
            "رتبهٔ ۳ از ۹۸۷، در نه از ده بار محاسبه رتبهٔ ۴",
            "rank 3 of 987, 4 in nine of ten draws",
        ),
    ],
)
def test_the_rank_and_how_sure_it_is(rank, low, high, fa, en):
    assert words.say_rank(rank, 987, low, high) == (fa, en)


@pytest.mark.parametrize(
    ("lower", "higher", "fa", "en"),
    [
        (0.0, 0.0, "", ""),
        (
            0.93,
            0.06,
            "، بالاتر از ۹۳ درصد محله‌های کشور",
            ", higher than in 93 percent of the country's neighbourhoods",
        ),
        (
            0.2,
            0.795,
            "، پایین‌تر از ۸۰ درصد محله‌های کشور",
            ", lower than in 80 percent of the country's neighbourhoods",
        ),
        (
            0.999,
            0.0,
            "، بالاتر از بیش از ۹۹ درصد محله‌های کشور",
            ", higher than in more than 99 percent of the country's neighbourhoods",
        ),
    ],
)
def test_where_a_deprivation_stands(lower, higher, fa, en):
    said = words.say_deprivation(0.71, lower=lower, higher=higher)
    assert said == (f"شاخص محرومیت آن ۰٫۷۱ است{fa}", f"its deprivation index is 0.71{en}")


def test_only_what_is_not_official_is_said_to_be_so():
    assert words.say_data("official", figures=True, places=True) is None
    assert words.say_data("modelled", figures=False, places=True) == (
        "دادهٔ مدل‌سازی‌شده: جای مراکز رسمی نیست",
        "modelled data: the places of the facilities are not official",
    )
    assert words.say_data("open", figures=True, places=False).en.startswith("open data: ")
