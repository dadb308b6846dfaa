-- The datasets whose rows get a new reference, and how many rows of each.
SELECT r.dataset_id, count(*) AS rows
FROM rederived AS r
GROUP BY r.dataset_id
ORDER BY r.dataset_id
