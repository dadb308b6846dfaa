-- Keep a siting run; its plans, sites and demand points follow in the same transaction. Gives its id and when that was.
INSERT INTO geo_target.siting_runs (model, service, request, profile_id, data_version, status, cancelled, objective, bound, gap, unit, demand,
    radius_m, demand_total, before, after, clash, hand_made, robustness, fairness, shared, notes, provenance, provenance_counts, n_new, n_existing, n_candidates, n_demand,
    seed, solve_s, seconds)
VALUES (:model, :service, CAST(:request AS jsonb), :profile_id, :data_version, :status, :cancelled, :objective, :bound, :gap, :unit, :demand,
    :radius_m, :demand_total, CAST(:before AS jsonb), CAST(:after AS jsonb), CAST(:clash AS jsonb), CAST(:hand_made AS jsonb),
    CAST(:robustness AS jsonb), CAST(:fairness AS jsonb), CAST(:shared AS jsonb),
    CAST(:notes AS jsonb), :provenance, CAST(:provenance_counts AS jsonb), :n_new, :n_existing, :n_candidates, :n_demand,
    :seed, :solve_s, :seconds)
RETURNING run_id, created_at
