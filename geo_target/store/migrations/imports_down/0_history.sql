-- Takes back rasters and what is known of an import; the imported rows themselves stay.
CREATE OR REPLACE VIEW geo_target.current_dataset_ids AS
SELECT dataset_id FROM geo_target.provinces WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.counties WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.cities WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.neighbourhoods WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.demand_points WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.facilities WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.federations WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.self_help_groups WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.occupations WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.course_runs WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.candidate_sites WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.reported_figures WHERE retired_by IS NULL;

DROP TABLE geo_target.raster_chunks;
DROP TABLE geo_target.rasters;
ALTER TABLE geo_target.datasets DROP COLUMN part_of, DROP COLUMN mode, DROP COLUMN options_sha256;
