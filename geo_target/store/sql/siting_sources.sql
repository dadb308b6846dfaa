-- Where the rows of a siting run come from: sources and licences of the datasets that are current, joined.
-- :layers  array of layers
SELECT string_agg(DISTINCT d.source_fa, '؛ ' ORDER BY d.source_fa) AS source_fa, string_agg(DISTINCT d.source_en, '; ' ORDER BY d.source_en) AS source_en,
       string_agg(DISTINCT d.licence, '; ' ORDER BY d.licence) AS licence, max(d.dated) AS dated
FROM geo_target.datasets AS d
WHERE d.layer = ANY (CAST(:layers AS text[])) AND d.dataset_id IN (SELECT c.dataset_id FROM geo_target.current_dataset_ids AS c)
ORDER BY 1
