-- Sums of the country for each service of one run. A run of a program before has no gap.
-- :run_id
SELECT s.service, coalesce(min(s.measure), 'coverage') AS measure, sum(s.demand) AS demand, sum(s.unserved) AS unserved, sum(s.gap) AS gap,
       count(*) AS neighbourhoods
FROM geo_target.scores AS s
WHERE s.run_id = :run_id AND s.service <> 'overall'
GROUP BY s.service
ORDER BY array_position(ARRAY['training', 'placement', 'microfinance', 'community'], s.service)
