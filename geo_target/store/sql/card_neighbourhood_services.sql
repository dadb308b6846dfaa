-- The scores of one neighbourhood in the current score run, overall last, with the nearest facility's or group's name.
-- :code  of the neighbourhood
SELECT s.service, s.priority, s.rank, s.nearest_m, s.nearest_code,
       coalesce(f.name_fa, g.name_fa) AS nearest_name_fa, coalesce(f.name_en, g.name_en) AS nearest_name_en,
       s.share_covered, s.unserved, s.radius_m, s.demand,
       (SELECT count(*) FROM geo_target.scores AS o WHERE o.run_id = s.run_id AND o.service = s.service) AS rank_of,
       s.state, s.measure, s.access, s.target, s.gap, p.body -> 'services' -> s.service ->> 'capacity_unit' AS capacity_unit,
       s.rank_low, s.rank_high, s.in_top, r.top_k,
       CASE WHEN p.body -> 'travel' -> 'services' @> to_jsonb(s.service) THEN p.body -> 'travel' END AS travel
FROM geo_target.scores AS s
JOIN geo_target.score_runs AS r ON r.run_id = s.run_id
JOIN geo_target.profiles AS p ON p.profile_id = r.profile_id
LEFT JOIN geo_target.facilities AS f ON f.code = s.nearest_code AND f.retired_by IS NULL
LEFT JOIN geo_target.self_help_groups AS g ON g.code = s.nearest_code AND g.retired_by IS NULL
WHERE s.neighbourhood_code = :code AND s.run_id = (SELECT max(run_id) FROM geo_target.score_runs)
ORDER BY array_position(ARRAY['training', 'placement', 'microfinance', 'community', 'overall'], s.service)
