-- What is known of an import, and the population rasters that come by import.
ALTER TABLE geo_target.datasets
    -- An import may touch several layers: what it derived in others hangs on the dataset of the file.
    ADD COLUMN part_of         integer REFERENCES geo_target.datasets,
    ADD COLUMN mode            text CONSTRAINT datasets_mode_known CHECK (mode IN ('replace', 'update', 'add')),
    ADD COLUMN options_sha256  text CONSTRAINT datasets_options_is_sha256 CHECK (options_sha256 ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT datasets_part_has_no_options CHECK (part_of IS NULL OR (mode IS NULL AND options_sha256 IS NULL));
CREATE INDEX datasets_part_of ON geo_target.datasets (part_of) WHERE part_of IS NOT NULL;

-- A population raster as it came, people in each cell. Edges in degrees (EPSG:4326) of the box that holds it.
CREATE TABLE geo_target.rasters (
    dataset_id  integer PRIMARY KEY REFERENCES geo_target.datasets,
    crs         text NOT NULL CONSTRAINT rasters_crs_given CHECK (crs <> ''),
    width       integer NOT NULL CONSTRAINT rasters_width_positive CHECK (width > 0),
    height      integer NOT NULL CONSTRAINT rasters_height_positive CHECK (height > 0),
    west        double precision NOT NULL,
    south       double precision NOT NULL,
    east        double precision NOT NULL,
    north       double precision NOT NULL,
    nodata      double precision,
    total       double precision NOT NULL CONSTRAINT rasters_total_not_negative CHECK (total >= 0),
    sha256      text NOT NULL CONSTRAINT rasters_sha256_is_one CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes       bigint NOT NULL CONSTRAINT rasters_bytes_positive CHECK (bytes > 0),
    retired_by  integer REFERENCES geo_target.datasets,
    CONSTRAINT rasters_edges_in_order CHECK (west < east AND south < north AND south >= -90 AND north <= 90 AND west >= -180 AND east <= 180)
);
CREATE UNIQUE INDEX rasters_one_current_row ON geo_target.rasters ((true)) WHERE retired_by IS NULL;
CREATE INDEX rasters_retired ON geo_target.rasters (retired_by) WHERE retired_by IS NOT NULL;

-- The file itself, in pieces that go through memory one by one; numbered from 0.
CREATE TABLE geo_target.raster_chunks (
    dataset_id  integer NOT NULL REFERENCES geo_target.rasters ON DELETE CASCADE,
    number      integer NOT NULL CONSTRAINT raster_chunks_number_not_negative CHECK (number >= 0),
    content     bytea NOT NULL,
    PRIMARY KEY (dataset_id, number)
);
-- A GeoTIFF is compressed already.
ALTER TABLE geo_target.raster_chunks ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TRIGGER a_bump_data_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo_target.rasters
    FOR EACH STATEMENT EXECUTE FUNCTION geo_target.bump_data_version();
CREATE TRIGGER note_insert AFTER INSERT ON geo_target.rasters REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change();
CREATE TRIGGER note_update AFTER UPDATE ON geo_target.rasters REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change();
CREATE TRIGGER note_delete AFTER DELETE ON geo_target.rasters REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change();

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
UNION SELECT dataset_id FROM geo_target.reported_figures WHERE retired_by IS NULL
UNION SELECT dataset_id FROM geo_target.rasters WHERE retired_by IS NULL;
