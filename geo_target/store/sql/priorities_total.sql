-- How many neighbourhoods the current score run ranks in a province, a city, or everywhere. One row.
-- :service  training, placement, microfinance, community or overall
-- :province, :city  codes, or NULL for all
SELECT count(*) AS total
FROM geo_target.scores AS s
JOIN geo_target.neighbourhoods AS n ON n.code = s.neighbourhood_code AND n.retired_by IS NULL
WHERE s.run_id = (SELECT max(run_id) FROM geo_target.score_runs)
  AND s.service = :service
  AND (CAST(:province AS text) IS NULL OR n.province_code = :province)
  AND (CAST(:city AS text) IS NULL OR n.city_code = :city)
ORDER BY 1
