-- Indexes on the names of facilities and groups, as the spine made them.
CREATE INDEX facilities_name_fa ON geo_target.facilities (geo_target.normalise_name(name_fa)) WHERE retired_by IS NULL;
CREATE INDEX facilities_name_en ON geo_target.facilities (geo_target.normalise_name(name_en)) WHERE retired_by IS NULL;
CREATE INDEX self_help_groups_name_fa ON geo_target.self_help_groups (geo_target.normalise_name(name_fa)) WHERE retired_by IS NULL;
CREATE INDEX self_help_groups_name_en ON geo_target.self_help_groups (geo_target.normalise_name(name_en)) WHERE retired_by IS NULL;
