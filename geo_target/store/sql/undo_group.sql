-- An import and what it derived in other layers.
-- :dataset_id  the import
SELECT d.dataset_id
FROM geo_target.datasets AS d
WHERE d.dataset_id = :dataset_id OR d.part_of = :dataset_id
ORDER BY d.dataset_id
