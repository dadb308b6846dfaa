-- The sites of one plan of a siting run, in the order in which they are numbered.
-- :run_id :plan
SELECT s.place, s.code, s.name_fa, s.name_en, s.kind, s.role, s.provenance, s.province_code, s.city_code, s.budget_million_rials,
       s.served, s.points, s.marginal, s.loses, s.runner_up, s.difference, s.frequency, s.part, s.reason_fa, s.reason_en,
       s.stability, s.services,
       ST_X(s.geom) AS lon, ST_Y(s.geom) AS lat
FROM geo_target.siting_sites AS s
WHERE s.run_id = :run_id AND s.plan = :plan
ORDER BY s.place
