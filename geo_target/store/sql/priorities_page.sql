-- A page of the neighbourhoods that the current score run ranks, the most urgent first; ranks are those of the country.
-- :service  training, placement, microfinance, community or overall
-- :province, :city  codes, or NULL for all
-- :limit, :offset  the page
SELECT n.code, n.name_fa, n.name_en, n.city_code, c.name_fa AS city_fa, c.name_en AS city_en,
       n.province_code, p.name_fa AS province_fa, p.name_en AS province_en,
       s.rank, s.rank_low, s.rank_high, s.priority, n.population, s.nearest_m, s.share_covered, s.unserved, s.gap,
       n.provenance
FROM geo_target.scores AS s
JOIN layers.neighbourhoods AS n ON n.code = s.neighbourhood_code
JOIN geo_target.cities AS c ON c.code = n.city_code AND c.retired_by IS NULL
JOIN geo_target.provinces AS p ON p.code = n.province_code AND p.retired_by IS NULL
WHERE s.run_id = (SELECT max(run_id) FROM geo_target.score_runs)
  AND s.service = :service
  AND (CAST(:province AS text) IS NULL OR n.province_code = :province)
  AND (CAST(:city AS text) IS NULL OR n.city_code = :city)
ORDER BY s.rank, n.code
LIMIT :limit OFFSET :offset
