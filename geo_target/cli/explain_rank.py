"""Why a neighbourhood has its rank, for `geo-target priorities --explain`."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING

from geo_target.cli.import_words import line
from geo_target.cli.output import Format, print_json, print_rows, say
from geo_target.palette import SERVICES
from geo_target.persian import format_number, isolate

if TYPE_CHECKING:
    from geo_target.store.engine import Store
    from geo_target.targeting.reasons import Reason

COLUMNS = {name: name for name in ("kind", "service", "text_fa", "text_en", "contribution", "typical")}


class Lang(StrEnum):
    """Language of the reasons on the terminal."""

    FA = "fa"
    EN = "en"


def print_explanation(store: Store, code: str, service: str, *, lang: Lang, fmt: Format) -> None:
    """Explain the rank of one neighbourhood: lines for people in one language, JSON and CSV with both.

    Raises
    ------
    GeoTargetError
        As `workflows.explain.explain`.
    """
    from geo_target.store.cards import read_card
    from geo_target.workflows.explain import explain

    found = explain(store, code, service)
    if fmt is Format.JSON:
        sentences = {"sentence_fa": found.sentence("fa"), "sentence_en": found.sentence("en")}
        print_json({"code": code, **asdict(found), **sentences})
        return
    if fmt is Format.CSV:
        print_rows([asdict(reason) for reason in found.reasons], COLUMNS, fmt)
        return

    card, points = read_card(store, "neighbourhoods", code), found.standing.priority
    name, province = card.properties[f"name_{lang}"], getattr(card, f"province_{lang}")
    of, number = getattr(SERVICES[service], lang), format_number(points, lang.value, decimals=1)
    if lang is Lang.FA:
        say(line(f"{name} ({isolate(code)})، {province}. {of}: اولویت {number} از ۱۰۰", "fa"))
    else:
        say(line(f"{name} ({code}), {province}. {of}: priority {number} of 100", "en"))
    for reason in found.reasons:
        say(line(f"• {_told(reason, lang)}", lang.value))


def _told(reason: Reason, lang: Lang) -> str:
    """Give the fact, the points it adds and what the same adds in the middle of the country."""
    text: str = getattr(reason, f"text_{lang}")
    if reason.contribution is None or reason.typical is None:
        return text
    points, median = (
        format_number(value, lang.value, decimals=1) for value in (reason.contribution, reason.typical)
    )
    if lang is Lang.FA:
        return f"{text} ({points} امتیاز؛ میانهٔ کشور {median})"
    return f"{text} ({points} points; country's median {median})"
