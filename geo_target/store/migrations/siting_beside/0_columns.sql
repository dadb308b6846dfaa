-- What is asked beside the best plan: how it fares if demand and travel are not as assumed, how fair it is, several services in one building.
ALTER TABLE geo_target.siting_runs
    ADD COLUMN robustness jsonb,
    ADD COLUMN fairness jsonb,
    ADD COLUMN shared jsonb;
ALTER TABLE geo_target.siting_plans
    -- Share of demand covered in the worst-served province or city.
    ADD COLUMN worst double precision CONSTRAINT siting_plans_worst_is_a_share CHECK (worst BETWEEN 0 AND 1),
    DROP CONSTRAINT siting_plans_kind_known,
    ADD CONSTRAINT siting_plans_kind_known CHECK (kind IN ('best', 'alternative', 'frontier', 'phase', 'hand_made', 'fair'));
ALTER TABLE geo_target.siting_sites
    -- Share of the draws whose best plan has the site.
    ADD COLUMN stability double precision CONSTRAINT siting_sites_stability_is_a_share CHECK (stability BETWEEN 0 AND 1),
    ADD COLUMN services text[];
