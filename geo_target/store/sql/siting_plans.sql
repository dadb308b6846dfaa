-- The plans of one siting run with the codes of their new sites, the best one first.
-- :run_id
SELECT p.plan, p.kind, p.n_new, p.status, p.objective, p.bound, p.gap, p.coverage, p.people, p.regret, p.worst, p.budget,
       coalesce(array_agg(s.code ORDER BY s.place) FILTER (WHERE s.role = 'new'), '{}') AS sites
FROM geo_target.siting_plans AS p LEFT JOIN geo_target.siting_sites AS s USING (run_id, plan)
WHERE p.run_id = :run_id
GROUP BY p.plan, p.kind, p.n_new, p.status, p.objective, p.bound, p.gap, p.coverage, p.people, p.regret, p.worst, p.budget
ORDER BY p.plan
