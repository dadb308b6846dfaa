-- Who loaded each dataset, in their order.
SELECT dataset_id, loaded_by
FROM geo_target.datasets
ORDER BY dataset_id;
