"""Rows of other layers that a row names: its occupation, its federation, its training centre; by code or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_target.intake.checking.cell_text import parse_code
from geo_target.intake.checking.place_lookup import MOST_SUGGESTIONS
from geo_target.intake.checking.row_values import settle
from geo_target.intake.problems import How, ValueProblem
from geo_target.intake.values.value_numbers import is_empty
from geo_target.persian import compact_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.checking.layers import Column
    from geo_target.intake.source_table import Cell

_LAYER_OF = {
    "occupation_code": ("occupations", "occupation", "حرفه"),
    "federation_code": ("federations", "federation", "کانون"),
    "training_centre_code": ("training_centres", "training centre", "مرکز آموزش"),
}
_MANY = 3


def read_links(draft: Draft) -> None:
    """Find the code of every row of another layer that the rows name."""
    for column in draft.form.columns:
        if column.read == "link":
            settle(draft, column, _look_up(draft, column) if draft.has(*column.fields) else None)


def _look_up(draft: Draft, column: Column) -> list[Any]:
    layer, kind, _ = _LAYER_OF[column.name]
    known = _Known(
        draft.register.codes.get(layer, frozenset()), draft.register.names.get(layer, {}), column.name
    )
    nothing: list[Cell] = [None] * len(draft)
    said = [draft.cells(field) or nothing for field in column.fields]
    answers: dict[Any, tuple[str, How] | ValueProblem | None] = {}
    rows: dict[Any, int] = {}
    found: list[Any] = []
    for index, key in enumerate(zip(*said, strict=True)):
        if key not in answers:
            answers[key] = known.answer(key)
        answer = answers[key]
        found.append(answer[0] if isinstance(answer, tuple) else None)
        if isinstance(answer, ValueProblem):
            draft.refuse(index, answer, *column.fields)
        elif answer is not None:
            rows[key] = rows.get(key, 0) + 1
    for key, number in rows.items():
        answer = answers[key]
        if isinstance(answer, tuple):
            came = " ".join(str(part) for part in key if part is not None)
            draft.match_link(kind, came, answer[0], known.name_of(answer[0]), answer[1], number)
    return found


class _Known:
    """The rows of another layer by what they may be called."""

    def __init__(self, codes: frozenset[str], names: Mapping[str, str], column: str) -> None:
        self._codes = {code.lower(): code for code in (*codes, *names.values())}
        self._column = column
        self._suggested = 0
        self._first_name: dict[str, str] = {}
        self._exact = names
        self._by_name: dict[str, set[str]] = {}
        for name, code in names.items():
            self._by_name.setdefault(compact_name(name), set()).add(code)
            self._first_name.setdefault(code, name)

    def name_of(self, code: str) -> str:
        """Return a name of the row of that code, or the code if it has none."""
        return self._first_name.get(code, code)

    def answer(self, key: tuple[Cell, ...]) -> tuple[str, How] | ValueProblem | None:
        """Return the code of what the cells name (the code first, then names), what is wrong with them, or None."""
        given = [cell for cell in key if not is_empty(cell)]
        found = [one for one in map(self._one, given) if one is not None]
        if len({code for code, _ in found}) > 1:
            return self._problem("code-and-name-differ", given)
        if found:
            return found[0]
        return self._refused(given[-1]) if given else None

    def _one(self, cell: Cell) -> tuple[str, How] | None:
        try:
            text = parse_code(cell)
        except ValueProblem:
            return None
        if text.lower() in self._codes:
            return self._codes[text.lower()], "code"
        if str(cell) in self._exact:
            return self._exact[str(cell)], "exact"
        codes = self._by_name.get(compact_name(str(cell)), set())
        return (next(iter(codes)), "normalised") if len(codes) == 1 else None

    def _refused(self, cell: Cell) -> ValueProblem:
        codes = sorted(self._by_name.get(compact_name(str(cell)), set()))
        if codes:
            return self._problem("ambiguous-name", [cell], codes)
        return self._problem("not-found", [cell])

    def _problem(self, code: str, came: list[Cell], codes: list[str] | None = None) -> ValueProblem:
        layer, en, fa = _LAYER_OF[self._column]
        if codes:
            mend = (f"کد را بنویسید: {'، '.join(codes)}", f"write the code: {', '.join(codes)}")
        elif code == "code-and-name-differ":
            mend = (
                "کد و نام از دو ردیف‌اند؛ یکی را درست کنید",
                "code and name are of two rows: correct one of them",
            )
        else:
            mend = self._did_you_mean(str(came[0]), layer)
        return ValueProblem(
            code,
            expected=(f"کد یا نام یک {fa}", f"the code or name of a known {en}"),
            came=" ".join(map(str, came)),
            mend=mend,
        )

    def _did_you_mean(self, text: str, layer: str) -> tuple[str, str]:
        import difflib

        self._suggested += 1
        near = (
            []
            if self._suggested > MOST_SUGGESTIONS
            else difflib.get_close_matches(compact_name(text)[:60], self._by_name, n=_MANY, cutoff=0.6)
        )
        names = [self._first_name[code] for key in near for code in sorted(self._by_name[key])[:1]]
        if names:
            return (
                f"آیا یکی از این‌هاست: {'، '.join(names)}؟ اگر نه، نخست آن را به {layer} بیفزایید",
                f"is it one of these: {', '.join(names)}? If not, add it to {layer} first",
            )
        return (
            f"نخست آن را به {layer} بیفزایید، یا املا را بازبینی کنید",
            f"add it to {layer} first, or check the spelling",
        )
