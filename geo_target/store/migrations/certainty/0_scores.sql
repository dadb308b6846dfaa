-- What a score says of its measure, its gap and its certainty. NULL: a run of a program before, or overall.
ALTER TABLE geo_target.score_runs
    -- 0: the run knows no intervals, as those made inside an import.
    ADD COLUMN draws  integer NOT NULL DEFAULT 0 CONSTRAINT score_runs_draws_not_negative CHECK (draws >= 0),
    ADD COLUMN seed   integer,
    ADD COLUMN top_k  integer CONSTRAINT score_runs_top_k_positive CHECK (top_k > 0),
    ADD CONSTRAINT score_runs_draws_have_a_seed CHECK (draws = 0 OR (seed IS NOT NULL AND top_k IS NOT NULL));

ALTER TABLE geo_target.scores
    ADD COLUMN measure      text CONSTRAINT scores_measure_known CHECK (measure IN (
        'coverage', 'nearest', 'cumulative', 'gravity', 'two_step_fca', 'enhanced_two_step_fca', 'modified_two_step_fca',
        'three_step_fca', 'balanced_fca', 'raam')),
    ADD COLUMN access       double precision CONSTRAINT scores_access_not_negative CHECK (access >= 0),
    ADD COLUMN target       double precision CONSTRAINT scores_target_positive CHECK (target > 0),
    ADD COLUMN gap          double precision CONSTRAINT scores_gap_not_negative CHECK (gap >= 0),
    ADD COLUMN rank_low     integer CONSTRAINT scores_rank_low_positive CHECK (rank_low > 0),
    ADD COLUMN rank_median  integer,
    ADD COLUMN rank_high    integer,
    ADD COLUMN in_top       double precision CONSTRAINT scores_in_top_is_share CHECK (in_top BETWEEN 0 AND 1),
    ADD CONSTRAINT scores_rank_interval_in_order CHECK (rank_low <= rank_median AND rank_median <= rank_high),
    ADD CONSTRAINT scores_rank_interval_whole CHECK (num_nulls(rank_low, rank_median, rank_high, in_top) IN (0, 4));

-- Every measure of access of every service, the mean over each neighbourhood's people. Costs (nearest in metres, raam) and
-- supply for each of those in need; coverage as a share.
CREATE TABLE geo_target.access_values (
    run_id              integer NOT NULL REFERENCES geo_target.score_runs ON DELETE CASCADE,
    neighbourhood_code  text NOT NULL,
    service             text NOT NULL CONSTRAINT access_values_service_known
        CHECK (service IN ('training', 'placement', 'microfinance', 'community')),
    measure             text NOT NULL CONSTRAINT access_values_measure_known CHECK (measure IN (
        'coverage', 'nearest', 'cumulative', 'gravity', 'two_step_fca', 'enhanced_two_step_fca', 'modified_two_step_fca',
        'three_step_fca', 'balanced_fca', 'raam')),
    value               double precision CONSTRAINT access_values_value_not_negative CHECK (value >= 0),
    state               text NOT NULL CONSTRAINT access_values_state_known
        CHECK (state IN ('reachable', 'unreachable', 'no_people', 'no_demand', 'capacity_unknown', 'mixed_units')),
    PRIMARY KEY (run_id, service, measure, neighbourhood_code),
    CONSTRAINT access_values_state_fits_value CHECK ((state = 'reachable') <= (value IS NOT NULL))
);
