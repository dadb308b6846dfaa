"""What `load demand` says: the same figures in both languages."""

from types import SimpleNamespace

import pytest

from geo_target.cli.demand_words import headings, lines_of, title

RASTER = SimpleNamespace(
    file="people.tif",
    width=700,
    height=600,
    cell_m=100.4,
    crs="EPSG:32640",
    unit="people_per_cell",
    nodata=-99999.0,
)


def outcome(**other):
    counts = {"spread": {"outside": 924, "by_raster": 63}, "zone": {"outside": 924, "complete": 63}}
    given = {
        "raster": RASTER, "block": 2, "zones": [None] * 987, "dry_run": False, "unchanged": False, "points": 4202,
        "dataset_id": 17, "retired": 900, "scored": True, "counts": counts.__getitem__,
    }  # fmt: skip
    return SimpleNamespace(**(given | other))


def plain(lines):
    return [text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069"))) for text in lines]


def test_a_load_is_told_in_persian():
    raster, *others, ending = plain(lines_of(outcome(), "fa"))
    assert raster.startswith("رستر: ۷۰۰ در ۶۰۰ خانه، هر یک نزدیک ۱۰۰ متر، EPSG:32640، نفر در هر خانه؛ ")
    assert raster.endswith("مقدار بی‌داده: -۹۹۹۹۹؛ بدون بازنمونه‌گیری؛ هر نقطه ۲ در ۲ خانه.")
    assert ending.startswith(
        "مجموعه‌داده ۱۷: ۴٬۲۰۲ نقطه تقاضا (مدل‌شده) به جای ۹۰۰ نقطه؛ امتیازها از نو حساب شد."
    )
    assert others == [
        "پخش: از ۹۸۷ محله ۹۲۴ بیرون آن است و نقطه‌های خود را نگه می‌دارد؛ ۶۳ روی خانه‌های آن پخش شد.",
        "پوشش: به ۹۲۴ محله نمی‌رسد؛ رستر برای همه جای ۶۳ محله داده دارد.",
    ]


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("other", [{"dry_run": True}, {"unchanged": True}, {"scored": False}, {"block": 1}])
def test_each_outcome_has_its_own_words_in_each_language(lang, other):
    usual = outcome(block=2)
    assert lines_of(outcome(**other), lang) != lines_of(usual, lang)


def test_a_table_names_places_in_its_language_and_a_file_in_both():
    assert [*headings("fa", of_each=False, both_names=False)][:2] == ["code", "name_fa"]
    assert [*headings("en", of_each=True, both_names=False)][:2] == ["code", "name_en"]
    assert [*headings("en", of_each=True, both_names=True)][:3] == ["code", "name_fa", "name_en"]
    assert plain([title(RASTER, "city", "fa")]) == ["جمعیت بر پایه فهرست‌ها و رستر people.tif، به تفکیک شهر"]
