"""From the headers of a file to the columns of a layer: what is sure, what is asked about, what is left out.

A header is brought to one form, its unit is taken off, and the rest is looked up in ``synonyms.toml``. Nothing
is guessed: a header that could be two things, and two headers that could be one, become a question. A header
that merely resembles a known one is suggested, and not used. The rules are in ``docs/methods/import-files.md``.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_target.errors import InputError
from geo_target.intake.columns.joined_headers import without_group
from geo_target.intake.columns.mapping import CONFIDENCE, How, MappedHeader, Mapping, Question
from geo_target.intake.columns.samples import by_samples
from geo_target.intake.columns.synonyms import LayerWords, layer_words, words
from geo_target.intake.columns.units import split_unit
from geo_target.persian import isolate, normalise_name

if TYPE_CHECKING:
    from collections import abc

    from geo_target.intake.source_table import Cell

LEFT_OUT = frozenset({"", "-", "ignore"})
"""What a given mapping says of a header that is not to be used."""
_NEAR = 0.8


def guess_mapping(
    headers: abc.Sequence[str],
    layer: str,
    *,
    given: abc.Mapping[str, str] | None = None,
    samples: abc.Sequence[abc.Sequence[Cell]] = (),
) -> Mapping:
    """Return what each header of a file is in a layer, and what must be asked.

    Parameters
    ----------
    given
        Header → field, from a person; wins over everything. ``-`` or an empty field leaves the column out.
        Headers are compared as they stand, then normalised.
    samples
        The first rows of the file. Only whether ``x`` is a longitude or a UTM easting is told by them.

    Raises
    ------
    InputError
        If ``given`` names a header that the file has not, or has twice, a field that the layer has not, or
        one field twice.
    UnknownLayerError
        For a layer that no list can be read for.
    """
    known = layer_words(layer)
    chosen = _given(headers, known, layer, given or {})

    taken = frozenset(chosen.values())
    found = [
        _as_given(index, header, chosen[index])
        if index in chosen
        else _look_up(index, header, known, taken, samples)
        for index, header in enumerate(headers)
    ]

    columns, questions = _settle(_stand_in(found, known))
    return Mapping(
        layer=layer,
        columns=columns,
        questions=questions,
        suggestions=_suggestions(columns, known),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    column: MappedHeader
    candidates: tuple[str, ...] = ()
    trouble: tuple[str, str] | None = None


def _as_given(index: int, header: str, field: str | None) -> _Found:
    _, unit = split_unit(header)
    factors = words().factors.get(field or "", {})
    fits = unit in factors
    return _Found(
        MappedHeader(
            index=index,
            header=header,
            field=field,
            confidence=1.0,
            how="given",
            unit=unit if fits else None,
            scale=factors[unit] if fits and unit else 1.0,
        )
    )


def _look_up(
    index: int,
    header: str,
    known: LayerWords,
    taken: frozenset[str | None],
    samples: abc.Sequence[abc.Sequence[Cell]],
) -> _Found:
    fields, how, unit = _candidates(header, known)
    fields = tuple(field for field in fields if field not in taken)
    if len(fields) > 1 and (told := by_samples(fields, [row[index] for row in samples if index < len(row)])):
        fields, how = (told,), "values"

    column = MappedHeader(
        index=index, header=header, field=None, confidence=CONFIDENCE[how], how=how, unit=unit
    )
    if not fields:
        return _Found(column if how == "ignored" else replace(column, how="unknown", confidence=0.0))
    if len(fields) > 1:
        return _Found(replace(column, how="asked", confidence=0.0), fields)
    return _with_unit(column, fields[0])


def _with_unit(column: MappedHeader, field: str) -> _Found:
    sure = 1.0 if normalise_name(column.header) == normalise_name(field) else column.confidence
    factors = words().factors.get(field, {})
    if column.unit is None:
        return _Found(replace(column, field=field, confidence=sure), (field,))
    if column.unit not in factors:
        fits = ", ".join(factors) or "none"
        trouble = (
            f"یکای {column.unit} با ستون {field} جور نیست (یکاهای ممکن: {fits}).",
            f"the unit {column.unit} does not fit {field} (units that do: {fits}).",
        )
        return _Found(replace(column, how="asked", confidence=0.0), (field,), trouble)
    return _Found(replace(column, field=field, confidence=sure, scale=factors[column.unit]), (field,))


def _candidates(header: str, known: LayerWords) -> tuple[tuple[str, ...], How, str | None]:
    """Return the fields that a header may be, how they were found, and the unit in the header."""
    whole = normalise_name(header)
    base, unit = split_unit(header)
    if whole in known.names:
        return known.names[whole], "name", unit
    if not whole or whole in words().ignored:
        return (), "ignored", None
    if base in known.names:
        return known.names[base], "unit", unit
    compact = base.replace(" ", "")
    if compact in known.compact:
        return known.compact[compact], "spacing", unit
    if base in words().ignored:
        return (), "ignored", None
    return _loosely(header, base, known, unit)


def _loosely(
    header: str, base: str, known: LayerWords, unit: str | None
) -> tuple[tuple[str, ...], How, str | None]:
    """Return the same for a header that is known but for words that change nothing, or for a group above it."""
    fields = _by_words(base, known)
    alone = None if fields else without_group(header, known)
    if alone is None:
        return fields, "words", unit
    fields, how, unit = _candidates(alone, known)
    return fields, how if how == "ignored" else "words", unit


def _by_words(base: str, known: LayerWords) -> tuple[str, ...]:
    """Return the fields whose name is the header's, but for words and numbers that change nothing."""
    wanted = _telling(base)
    counts = not words().quantities.isdisjoint(base.split(" "))
    fields: dict[str, None] = {}
    for name, candidates in known.names.items() if wanted else ():
        if _telling(name) == wanted:
            fields.update(
                dict.fromkeys(field for field in candidates if words().factors.get(field) or not counts)
            )
    return tuple(fields)


def _telling(name: str) -> frozenset[str]:
    nothing = words().fillers | words().quantities
    return frozenset(word for word in name.split(" ") if word not in nothing and not word.isdigit())


def _stand_in(found: list[_Found], known: LayerWords) -> list[_Found]:
    """Let a field stand in for another that the file has not: a province's ``province_code`` is its code."""
    there = {one.column.field for one in found}
    return [
        replace(one, column=replace(one.column, field=target), candidates=(target,))
        if (target := known.stands_in.get(one.column.field or "")) and target not in there
        else one
        for one in found
    ]


def _settle(found: list[_Found]) -> tuple[tuple[MappedHeader, ...], tuple[Question, ...]]:
    """Turn two headers of one field, headers of two fields and units that do not fit into questions."""
    by_field: dict[str, list[MappedHeader]] = {}
    for one in found:
        if one.column.field is not None:
            by_field.setdefault(one.column.field, []).append(one.column)
    twice = {field: columns for field, columns in by_field.items() if len(columns) > 1}

    questions = [_which_field(one) for one in found if one.column.how == "asked"]
    questions += [_which_header(field, columns) for field, columns in twice.items()]
    columns = tuple(
        replace(one.column, field=None, how="asked", confidence=0.0)
        if one.column.field in twice
        else one.column
        for one in found
    )
    return columns, tuple(questions)


def _which_field(one: _Found) -> Question:
    header = isolate(one.column.header)
    if one.trouble is not None:
        fa, en = one.trouble
        return Question(
            headers=(one.column.header,),
            fields=one.candidates,
            text_fa=f"ستون «{header}»: {fa} این ستون چیست؟",
            text_en=f"Column “{header}”: {en} What is this column?",
        )
    fields = ", ".join(one.candidates)
    return Question(
        headers=(one.column.header,),
        fields=one.candidates,
        text_fa=f"ستون «{header}» کدام است: {fields}؟",
        text_en=f"Column “{header}” could be {fields}: which one is it?",
    )


def _which_header(field: str, columns: list[MappedHeader]) -> Question:
    headers = tuple(column.header for column in columns)
    listed = ", ".join(f"“{isolate(header)}”" for header in headers)
    return Question(
        headers=headers,
        fields=(field,),
        text_fa=f"کدام ستون {field} است: {listed}؟",
        text_en=f"Columns {listed} could each be {field}: which one is it?",
    )


def _suggestions(columns: tuple[MappedHeader, ...], known: LayerWords) -> tuple[tuple[str, str], ...]:
    used = {column.field for column in columns}
    suggested = []
    for column in columns:
        if column.how != "unknown":
            continue
        base = split_unit(column.header)[0].replace(" ", "")
        for near in difflib.get_close_matches(base, known.compact, n=3, cutoff=_NEAR):
            free = [field for field in known.compact[near] if field not in used]
            if free:
                suggested.append((column.header, free[0]))
                break
    return tuple(suggested)


def _given(
    headers: abc.Sequence[str], known: LayerWords, layer: str, given: abc.Mapping[str, str]
) -> dict[int, str | None]:
    """Return the columns that a person named: index → field, None where the column is to be left out."""
    chosen: dict[int, str | None] = {}
    for header, field in given.items():
        if field not in known.fields and field not in LEFT_OUT:
            raise InputError(
                f"The mapping of {header!r} must be a column of {layer} ({', '.join(known.fields)}) "
                f"or - to leave it out, not {field!r}."
            )
        index = _index_of(header, headers)
        value = None if field in LEFT_OUT else field
        if value is not None and value in chosen.values():
            raise InputError(f"The mapping must name one header for {field}, and it names two.")
        chosen[index] = value
    return chosen


def _index_of(header: str, headers: abc.Sequence[str]) -> int:
    same = [index for index, one in enumerate(headers) if one == header]
    same = same or [
        index for index, one in enumerate(headers) if normalise_name(one) == normalise_name(header)
    ]
    if len(same) != 1:
        there = "is not there" if not same else f"is there {len(same)} times"
        raise InputError(
            f"The mapping must name headers of the file once, and {header!r} {there}; "
            f"the file has: {', '.join(headers)}."
        )
    return same[0]
