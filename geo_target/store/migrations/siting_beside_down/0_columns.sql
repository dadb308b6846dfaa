-- Takes back what is asked beside the best plan; plans of the fairness curve go.
DELETE FROM geo_target.siting_plans WHERE kind = 'fair';
ALTER TABLE geo_target.siting_plans
    DROP CONSTRAINT siting_plans_kind_known,
    ADD CONSTRAINT siting_plans_kind_known CHECK (kind IN ('best', 'alternative', 'frontier', 'phase', 'hand_made')),
    DROP COLUMN worst;
ALTER TABLE geo_target.siting_sites DROP COLUMN stability, DROP COLUMN services;
ALTER TABLE geo_target.siting_runs DROP COLUMN robustness, DROP COLUMN fairness, DROP COLUMN shared;
