-- The curve over steps of the budget: what the new sites of a plan may cost together, million rials.
ALTER TABLE geo_target.siting_plans
    ADD COLUMN budget double precision CONSTRAINT siting_plans_budget_not_negative CHECK (budget >= 0);
