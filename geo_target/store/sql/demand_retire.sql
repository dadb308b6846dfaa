-- Returns nothing: retires the demand points of some neighbourhoods, and those whose neighbourhood is gone.
-- :dataset_id  the dataset that retires them
-- :codes       neighbourhoods that get new points
UPDATE geo_target.demand_points AS p SET retired_by = :dataset_id
WHERE p.retired_by IS NULL
  AND (p.neighbourhood_code = ANY (CAST(:codes AS text[]))
       OR NOT EXISTS (SELECT 1 FROM geo_target.neighbourhoods AS n WHERE n.code = p.neighbourhood_code AND n.retired_by IS NULL))
