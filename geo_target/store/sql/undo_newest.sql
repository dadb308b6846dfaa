-- The newest dataset that was loaded or imported itself and is not taken back. No row in an empty database.
SELECT d.dataset_id, d.layer, d.title_fa, d.title_en, d.mode
FROM geo_target.datasets AS d
WHERE d.part_of IS NULL AND d.undone_at IS NULL
ORDER BY d.dataset_id DESC
LIMIT 1
