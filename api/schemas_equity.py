"""The public contract of the indices of equity."""

from pydantic import Field

from api.schemas import Answer, ServiceName


class UndefinedAnswer(Answer):
    """Why an index has no value; of equals, why its value is no finding."""

    index: str
    state: str
    reason_fa: str
    reason_en: str


class IndicesAnswer(Answer):
    """The indices; null where there is none."""

    gini: float | None
    concentration: float | None = Field(
        description="By deprivation: below 0 where the deprived have less; of a cost, above 0."
    )
    concentration_wagstaff: float | None
    concentration_erreygers: float | None
    theil: float | None
    theil_within: float | None
    theil_between: float | None
    palma: float | None = Field(
        description="Mean of the least deprived tenth over the most deprived four tenths."
    )
    fgt0: float | None
    fgt1: float | None
    fgt2: float | None
    worst_tenth: float | None


class EquityRowAnswer(Answer):
    """One service in the country or in a province."""

    service: ServiceName
    measure: str = Field(description="The measure that made the run's share met.")
    value_of: str = Field(description="share_met, or the measure whose values were taken.")
    level: str
    code: str
    name_fa: str
    name_en: str
    neighbourhoods: int
    left_out: int = Field(description="Without a value, and nobody in need.")
    missing: int = Field(description="Without a value, and somebody in need: then no index has a value.")
    demand: float
    mean: float | None
    line: float | None = Field(description="Poverty line, in the unit of the values.")
    theil_groups: str = Field(description="Groups of Theil's parts: province or city.")
    indices: IndicesAnswer
    undefined: list[UndefinedAnswer]
    state: str = Field(description="defined, partly_undefined or undefined.")
    modelled_share: float | None = Field(description="Part of the demand in modelled neighbourhoods, 0 to 1.")
    provenance: str


class EquityAnswerModel(Answer):
    """Every row of one run, the country before its provinces."""

    run_id: int
    data_version: int
    data_version_now: int
    profile_name: str
    line_share: float
    rows: list[EquityRowAnswer]
