-- The data version: goes up by one in each transaction that changes a layer.
SELECT version, changed_at FROM geo_target.data_version ORDER BY version
