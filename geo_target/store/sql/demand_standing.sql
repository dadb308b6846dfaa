-- How many demand points of a dataset are current. One row.
-- :dataset_id  the dataset
SELECT count(*) AS points
FROM geo_target.demand_points AS p WHERE p.dataset_id = :dataset_id AND p.retired_by IS NULL
ORDER BY points
