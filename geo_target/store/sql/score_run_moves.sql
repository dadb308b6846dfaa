-- The neighbourhoods of two runs with rank and priority in both, those that moved most first; NULL where a run lacks it.
-- :first :second  run ids · :service  a service, or overall
SELECT coalesce(a.neighbourhood_code, b.neighbourhood_code) AS code, n.name_fa, n.name_en,
       a.rank AS rank_before, b.rank AS rank_after, a.priority AS priority_before, b.priority AS priority_after
FROM (SELECT * FROM geo_target.scores AS s WHERE s.run_id = :first AND s.service = :service) AS a
FULL JOIN (SELECT * FROM geo_target.scores AS s WHERE s.run_id = :second AND s.service = :service) AS b USING (neighbourhood_code)
LEFT JOIN geo_target.neighbourhoods AS n ON n.code = coalesce(a.neighbourhood_code, b.neighbourhood_code) AND n.retired_by IS NULL
ORDER BY abs(b.rank - a.rank) DESC NULLS FIRST, coalesce(a.neighbourhood_code, b.neighbourhood_code)
