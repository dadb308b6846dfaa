-- Indexes as the spine made them: on the names of facilities and groups, and on the places of retired rows too.
CREATE INDEX facilities_name_fa ON geo_target.facilities (geo_target.normalise_name(name_fa)) WHERE retired_by IS NULL;
CREATE INDEX facilities_name_en ON geo_target.facilities (geo_target.normalise_name(name_en)) WHERE retired_by IS NULL;
CREATE INDEX self_help_groups_name_fa ON geo_target.self_help_groups (geo_target.normalise_name(name_fa)) WHERE retired_by IS NULL;
CREATE INDEX self_help_groups_name_en ON geo_target.self_help_groups (geo_target.normalise_name(name_en)) WHERE retired_by IS NULL;
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['provinces', 'counties', 'cities', 'neighbourhoods', 'demand_points', 'facilities', 'federations',
                             'self_help_groups', 'course_runs', 'candidate_sites'] LOOP
        EXECUTE format('DROP INDEX geo_target.%I', t || '_geom');
        EXECUTE format('DROP INDEX geo_target.%I', t || '_geog');
        EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist (geom)', t || '_geom', t);
        EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist ((geom::public.geography))', t || '_geog', t);
    END LOOP;
END
$$;
