ALTER TABLE geo_target.siting_plans DROP COLUMN budget;
