"""What `geo-target load demand` says, in Persian and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_target.cli.import_words import line, number, told
from geo_target.persian import to_persian_digits

if TYPE_CHECKING:
    from geo_target.intake.rasters.raster import PopulationRaster
    from geo_target.persian import Lang
    from geo_target.workflows.load_demand import DemandOutcome

_WORDS = {
    "code": ("کد", "code"),
    "name_fa": ("مکان", "place"),
    "name_en": ("مکان", "place"),
    "neighbourhoods": ("محله", "neighbourhoods"),
    "population": ("نفر در فهرست", "people by list"),
    "raster_people": ("نفر در رستر", "by raster"),
    "difference": ("تفاوت", "difference"),
    "silent_people": ("رستر خاموش درباره", "raster silent on"),
    "points": ("نقطه", "points"),
    "not_spread": ("نقطه‌های پیشین", "keep their points"),
    "spread": ("پخش", "spread"),
    "zone": ("در رستر", "in the raster"),
    "inside_percent": ("درون ٪", "inside %"),
    "nodata_percent": ("بی‌داده ٪", "no data %"),
    "cells": ("خانه", "cells"),
    "partial_cells": ("بخشی", "partial"),
    "nodata_cells": ("بی‌داده", "no data"),
}
_OF_A_PLACE = (
    "neighbourhoods", "population", "raster_people", "difference", "silent_people", "points", "not_spread",
    "cells", "partial_cells", "nodata_cells",
)  # fmt: skip
_OF_A_NEIGHBOURHOOD = (
    "population", "raster_people", "difference", "points", "spread", "zone", "inside_percent", "nodata_percent",
    "cells", "partial_cells", "nodata_cells",
)  # fmt: skip
_PLACES = {"province": "استان", "city": "شهر", "neighbourhood": "محله"}
_UNITS_FA = {"people_per_cell": "نفر در هر خانه", "people_per_km2": "نفر در کیلومتر مربع"}
_SPREAD = {
    "by_raster": ("روی خانه‌های آن پخش شد", "are spread over its cells"),
    "nobody": ("ساکن ندارد", "have no people"),
    "outside": ("بیرون آن است و نقطه‌های خود را نگه می‌دارد", "lie outside of it and keep their points"),
    "partly_outside": (
        "تا اندازه‌ای بیرون آن است و نقطه‌های خود را نگه می‌دارد",
        "lie partly outside of it and keep their points",
    ),
    "no_people": ("در آن ساکنی ندارد و نقطه‌های خود را نگه می‌دارد", "have nobody in it and keep their points"),
}
_ZONES = {
    "complete": ("رستر برای همه جای {n} محله داده دارد", "the raster has data for all of {n}"),
    "partial": ("برای بخشی از {n} محله داده دارد", "the raster has data for a part of {n}"),
    "no_data": ("در {n} محله داده ندارد", "it has no data in {n}"),
    "outside": ("به {n} محله نمی‌رسد", "it does not touch {n}"),
}


def headings(lang: Lang, *, of_each: bool, both_names: bool) -> dict[str, str]:
    """Give the columns of the table and what they are called, in order."""
    names = ("name_fa", "name_en") if both_names else (f"name_{lang}",)
    of = _OF_A_NEIGHBOURHOOD if of_each else _OF_A_PLACE
    return {name: _pick(_WORDS[name], lang) for name in ("code", *names, *of)}


def title(raster: PopulationRaster, by: str, lang: Lang) -> str:
    """Give the title of the table."""
    if lang == "fa":
        return line(told(f"جمعیت بر پایه فهرست‌ها و رستر {raster.file}، به تفکیک {_PLACES[by]}", lang), lang)
    return f"People by the lists and by {raster.file}, for each {by}"


def lines_of(outcome: DemandOutcome, lang: Lang) -> list[str]:
    """Say what the raster is, how many neighbourhoods it spreads and has data for, and what became of it."""
    if outcome.raster is None:
        return []
    texts = (_raster(outcome, outcome.raster, lang), *_zones(outcome, lang), _ending(outcome, lang))
    return [line(told(text, lang), lang) for text in texts]


def _raster(outcome: DemandOutcome, raster: PopulationRaster, lang: Lang) -> str:
    block = outcome.block
    width, height, metres, side = (
        number(n, lang) for n in (raster.width, raster.height, round(raster.cell_m), block)
    )
    if lang == "fa":
        made = "هر نقطه یک خانه" if block == 1 else f"هر نقطه {side} در {side} خانه"
        nodata = "ندارد" if raster.nodata is None else to_persian_digits(f"{raster.nodata:g}")
        size = f"{width} در {height} خانه، هر یک نزدیک {metres} متر"
        return (
            f"رستر: {size}، {raster.crs[:40]}، {_UNITS_FA[raster.unit]}؛ مقدار بی‌داده: {nodata}؛ "
            f"بدون بازنمونه‌گیری؛ {made}."
        )
    made = "each point a cell" if block == 1 else f"each point {block} by {block} cells"
    size = f"{width} by {height} cells of about {metres} m"
    how = f"{raster.crs[:40]}, {raster.unit}; nodata {raster.nodata}; not resampled; {made}."
    return f"Raster      {size}, {how}"


def _zones(outcome: DemandOutcome, lang: Lang) -> tuple[str, str]:
    spread = [
        f"{number(count, lang)} {_pick(_SPREAD[state], lang)}"
        for state, count in outcome.counts("spread").items()
    ]
    heard = [
        _pick(_ZONES[state], lang).format(n=number(count, lang))
        for state, count in outcome.counts("zone").items()
    ]
    whole = number(len(outcome.zones), lang)
    if lang == "fa":
        return f"پخش: از {whole} محله {'؛ '.join(spread)}.", f"پوشش: {'؛ '.join(heard)}."
    return (
        f"Spread      Of {whole} neighbourhoods {'; '.join(spread)}.",
        f"Coverage    Of the neighbourhoods {'; '.join(heard)}.",
    )


def _ending(outcome: DemandOutcome, lang: Lang) -> str:
    points, retired = number(outcome.points, lang), number(outcome.retired, lang)
    if lang == "fa":
        if outcome.dry_run:
            return f"اجرای آزمایشی: چیزی نگه داشته نشد؛ {points} نقطه تقاضا می‌ساخت."
        if outcome.unchanged:
            return "همین نقطه‌ها از پیش هست: چیزی دگرگون نشد."
        scored = "امتیازها از نو حساب شد" if outcome.scored else "تاکنون امتیازی حساب نشده است"
        made = f"مجموعه‌داده {to_persian_digits(str(outcome.dataset_id))}: {points} نقطه تقاضا (مدل‌شده)"
        return f"{made} به جای {retired} نقطه؛ {scored}. برای بازگرداندن: geo-target datasets undo"
    if outcome.dry_run:
        return f"Dry run: nothing was kept; it would make {points} demand points."
    if outcome.unchanged:
        return "The very points stand already: nothing changed."
    scored = "scores were made anew" if outcome.scored else "nothing was ever scored"
    made = f"Dataset {outcome.dataset_id}: {points} demand points (modelled) in place of {retired}"
    return f"{made}; {scored}. Take it back: geo-target datasets undo"


def _pick(pair: tuple[str, str], lang: Lang) -> str:
    return pair[0] if lang == "fa" else pair[1]
