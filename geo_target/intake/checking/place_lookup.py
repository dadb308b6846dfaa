"""The places that a column of names or codes is about: how they are found, and what is said of those that are not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from geo_target.intake.names.gazetteer import Match, NotFound
from geo_target.intake.problems import ValueProblem
from geo_target.intake.values.value_numbers import is_empty
from geo_target.persian import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_target.intake.checking.draft import Draft
    from geo_target.intake.names.gazetteer import Gazetteer, Scheme
    from geo_target.intake.problems import Severity
    from geo_target.intake.source_table import Cell

Find: TypeAlias = "Callable[[Cell, Cell, Any], Match]"
FinderOf: TypeAlias = "Callable[[Gazetteer], Find]"

MOST_SUGGESTIONS = 300
"""Names of a column that are not found and get suggestions; a column of the wrong kind may have a million such."""


MOST_UNKNOWN = 5_000
"""Names that may not be found before the column is taken for another one: the country has some 1,400 cities."""


class Lookup:
    """One column of names or codes, each distinct text of which is looked up once.

    Parameters
    ----------
    kind
        ``province``, ``county``, ``city`` or ``neighbourhood``.
    finder_of
        Makes the search of a gazetteer.
    """

    def __init__(self, draft: Draft, kind: str, finder_of: FinderOf) -> None:
        self._draft, self._kind, self._finder_of = draft, kind, finder_of
        self._find = finder_of(draft.register.gazetteer)
        self._known: dict[Any, Match | ValueProblem | None] = {}
        self._rows: Counter[Any] = Counter()
        self._unknown = 0

    def codes(self, within: Sequence[Any], needed: Sequence[bool] | None = None) -> list[Any] | None:
        """Return the code of each row's place, None where the row names none or it was not found.

        Parameters
        ----------
        within
            Code of what each row's place must lie in; None: not known.
        needed
            Rows that are looked up at all; None: every one.

        Returns
        -------
        list or None
            None where the list has no such column.
        """
        codes, names = (self._draft.cells(f"{self._kind}_{what}") for what in ("code", "name"))
        if codes is None and names is None:
            return None
        nothing = [None] * len(self._draft)
        found: list[Any] = list(nothing)
        for index, key in enumerate(zip(codes or nothing, names or nothing, within, strict=True)):
            if needed is None or needed[index]:
                found[index] = self._one(index, key)
            if self._unknown > MOST_UNKNOWN and self._kind != "neighbourhood":
                header = self._draft.header(f"{self._kind}_name", f"{self._kind}_code")
                self._draft.refuse_file(_no_such_column(self._kind), header)
                return nothing
        self._tell_matches()
        return found

    def _one(self, index: int, key: Any) -> str | None:
        if key not in self._known:
            self._known[key] = self._look_up(key)
        answer = self._known[key]
        if isinstance(answer, Match):
            self._rows[key] += 1
            return answer.place.code
        if answer is not None:
            _refuse(self._draft, index, self._kind, answer, by_name=key[0] is None)
        return None

    def _look_up(self, key: Any) -> Match | ValueProblem | None:
        answer = answer_of(self._find, key)
        self._unknown += isinstance(answer, ValueProblem)
        if self._unknown == MOST_SUGGESTIONS:
            self._find = self._finder_of(self._draft.register.gazetteer.without_suggestions())
        return answer

    def _tell_matches(self) -> None:
        for key, number in self._rows.items():
            came = " ".join(str(part) for part in key[:2] if part is not None)
            match = self._known[key]
            if isinstance(match, Match):
                self._draft.match(self._kind, came, match, number)


def answer_of(find: Find, key: Any) -> Match | ValueProblem | None:
    """Return what a search answers to (code, name, within): a match, what is wrong, or None where both are empty."""
    code, name, within = (None if is_empty(part) else part for part in key)
    if code is None and name is None:
        return None
    try:
        return find(code, name, within)
    except ValueProblem as problem:
        problem.__traceback__ = None
        return problem


def _refuse(draft: Draft, index: int, kind: str, problem: ValueProblem, *, by_name: bool) -> None:
    """Stop the row at a place that is not found; a neighbourhood that is not a target one is only worth a word."""
    severity: Severity = "error"
    if isinstance(problem, NotFound) and kind == "neighbourhood" and by_name:
        severity, problem = "warning", _not_a_target(problem)
    elif isinstance(problem, NotFound) and kind == "city":
        problem = _another_city(problem)
    fields = (f"{kind}_name", f"{kind}_code") if by_name else (f"{kind}_code", f"{kind}_name")
    draft.refuse(index, problem, *fields, severity=severity)


def _no_such_column(kind: str) -> ValueProblem:
    number_fa, number_en = format_number(MOST_UNKNOWN), format_number(MOST_UNKNOWN, "en")
    return ValueProblem(
        "unlike-its-header",
        expected=(f"ستونی از نام یا کد {kind}", f"a column of names or codes of a {kind}"),
        came=f"> {MOST_UNKNOWN}",
        mend=(
            f"بیش از {number_fa} نام ناشناخته دارد؛ در نگاشت بگویید این ستون چیست، یا «-» تا کنار برود",
            f"more than {number_en} of its names are unknown: say in the mapping what it is, or - to leave it out",
        ),
    )


def _not_a_target(problem: ValueProblem) -> ValueProblem:
    mend_fa = f"سطر بدون محله پذیرفته می‌شود؛ {problem.mend_fa}"
    mend_en = f"the row is kept without a neighbourhood; {problem.mend_en}"
    return ValueProblem(
        "not-a-target-neighbourhood",
        expected=("نام یک محلهٔ هدف", "the name of a target neighbourhood"),
        came=problem.came,
        mend=(mend_fa, mend_en),
    )


def _another_city(problem: ValueProblem) -> ValueProblem:
    mend_fa = f"{problem.mend_fa}؛ اگر شهر دیگری است نخست آن را با --mode add به cities بیفزایید"
    mend_en = f"{problem.mend_en}; if it is another city, add it to cities first (--mode add)"
    return ValueProblem(
        problem.code,
        expected=(problem.expected_fa, problem.expected_en),
        came=problem.came,
        mend=(mend_fa, mend_en),
    )


def find_province(scheme: Scheme | None) -> FinderOf:
    """Return the search for provinces, by the code in that numbering and the name beside it."""

    def finder_of(gazetteer: Gazetteer) -> Find:
        def find(code: Cell, name: Cell, _: Any) -> Match:
            if code is None:
                return gazetteer.match_province(name)
            try:
                return gazetteer.match_province(code, beside=name, scheme=scheme)
            except NotFound:
                if name is None:
                    raise
                return gazetteer.match_province(name)

        return find

    return finder_of


def find_city(gazetteer: Gazetteer) -> Find:
    """Return the search for cities, within a province."""
    return _coded_or_named(gazetteer.match_city)


def find_county(gazetteer: Gazetteer) -> Find:
    """Return the search for counties, within a province."""
    return _coded_or_named(gazetteer.match_county)


def find_neighbourhood(gazetteer: Gazetteer) -> Find:
    """Return the search for neighbourhoods, within a city."""
    return _coded_or_named(gazetteer.match_neighbourhood)


def _coded_or_named(match: Callable[[Cell, Any], Match]) -> Find:
    """By the code if it is one that is known, else by the name; the two may not be of two places."""

    def find(code: Cell, name: Cell, within: Any) -> Match:
        if code is None:
            return match(name, within)
        if name is None:
            return match(code, within)
        coded, named = _tried(match, code, within), _tried(match, name, within)
        if isinstance(coded, Match) and isinstance(named, Match) and coded.code != named.code:
            raise ValueProblem(
                "code-and-name-differ",
                expected=("کد و نام یک جا", "the code and the name of one place"),
                came=f"{code} {name}",
                mend=(
                    f"کد از آن {coded.place.name_fa} است؛ کد یا نام را درست کنید",
                    f"the code is that of {coded.place.name_en}: correct the code or the name",
                ),
            )
        for one in (coded, named):
            if isinstance(one, Match):
                return one
        raise named if isinstance(named, ValueProblem) else ValueError  # one of the two was raised

    return find


def _tried(match: Callable[[Cell, Any], Match], text: Cell, within: Any) -> Match | ValueProblem:
    try:
        return match(text, within)
    except ValueProblem as problem:
        return problem
