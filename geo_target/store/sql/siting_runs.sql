-- Kept siting runs, the newest first, and how many there are in all.
-- :limit :offset
SELECT r.run_id, r.created_at, r.created_by, r.model, r.service, r.status, r.cancelled, r.objective, r.bound, r.gap, r.unit, r.demand,
       r.radius_m, r.demand_total, r.before, r.after, r.n_new, r.n_existing, r.n_candidates, r.n_demand, r.data_version, r.provenance,
       p.name AS profile_name, r.request, r.solve_s, r.seconds, count(*) OVER () AS total
FROM geo_target.siting_runs AS r JOIN geo_target.profiles AS p USING (profile_id)
ORDER BY r.run_id DESC
LIMIT :limit OFFSET :offset
