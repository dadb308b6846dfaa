-- Nobody asks the database for a facility or a group by its name (the search reads all names into memory), and these
-- four indexes took more than a third of the time of an import of a million rows.
DROP INDEX geo_target.facilities_name_fa;
DROP INDEX geo_target.facilities_name_en;
DROP INDEX geo_target.self_help_groups_name_fa;
DROP INDEX geo_target.self_help_groups_name_en;

-- Only current rows are looked for by place: retired ones would slow the map, and each import and undo, for ever.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['provinces', 'counties', 'cities', 'neighbourhoods', 'demand_points', 'facilities', 'federations',
                             'self_help_groups', 'course_runs', 'candidate_sites'] LOOP
        EXECUTE format('DROP INDEX geo_target.%I', t || '_geom');
        EXECUTE format('DROP INDEX geo_target.%I', t || '_geog');
        EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist (geom) WHERE retired_by IS NULL', t || '_geom', t);
        EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist ((geom::public.geography)) WHERE retired_by IS NULL', t || '_geog', t);
    END LOOP;
END
$$;
