-- References are checked row by row again, as the spine made them.
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM (VALUES
        ('counties', 'province_code', 'provinces', NULL),
        ('cities', 'province_code', 'provinces', NULL),
        ('cities', 'county_code', 'counties', NULL),
        ('neighbourhoods', 'province_code', 'provinces', NULL),
        ('neighbourhoods', 'city_code', 'cities', NULL),
        ('demand_points', 'neighbourhood_code', 'neighbourhoods', NULL),
        ('facilities', 'province_code', 'provinces', NULL),
        ('facilities', 'city_code', 'cities', NULL),
        ('facilities', 'neighbourhood_code', 'neighbourhoods', NULL),
        ('federations', 'province_code', 'provinces', NULL),
        ('self_help_groups', 'province_code', 'provinces', NULL),
        ('self_help_groups', 'neighbourhood_code', 'neighbourhoods', NULL),
        ('self_help_groups', 'federation_code', 'federations', NULL),
        ('course_runs', 'province_code', 'provinces', NULL),
        ('course_runs', 'city_code', 'cities', NULL),
        ('course_runs', 'neighbourhood_code', 'neighbourhoods', NULL),
        ('course_runs', 'training_centre_code', 'facilities', 'training_centre'),
        ('course_runs', 'occupation_code', 'occupations', NULL),
        ('candidate_sites', 'province_code', 'provinces', NULL),
        ('candidate_sites', 'city_code', 'cities', NULL),
        ('candidate_sites', 'neighbourhood_code', 'neighbourhoods', NULL)
    ) AS refers (child, column_name, parent, kind) LOOP
        EXECUTE format('DROP TRIGGER %I ON geo_target.%I', r.child || '_' || r.column_name || '_known_insert', r.child);
        EXECUTE format('DROP TRIGGER %I ON geo_target.%I', r.child || '_' || r.column_name || '_known_update', r.child);
        EXECUTE format('DROP TRIGGER %I ON geo_target.%I', 'no_' || r.child || '_left_by_' || r.column_name || '_update', r.parent);
        EXECUTE format('DROP TRIGGER %I ON geo_target.%I', 'no_' || r.child || '_left_by_' || r.column_name || '_delete', r.parent);
        -- A function for each reference, so that its statements are planned once a session and not once a row.
        -- Both sides are checked at the commit: a layer and the one it refers to may be replaced in one transaction.
        EXECUTE format($make$
            CREATE FUNCTION geo_target.%1$I() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM geo_target.%2$I WHERE code = NEW.%3$I AND retired_by IS NULL %5$s)
                   AND EXISTS (SELECT 1 FROM geo_target.%4$I WHERE id = NEW.id AND retired_by IS NULL) THEN
                    RAISE foreign_key_violation USING
                        MESSAGE = pg_catalog.format('%4$s: %3$s = %%s, but %2$s has no current row of that code', NEW.%3$I),
                        CONSTRAINT = TG_NAME;
                END IF;
                RETURN NULL;
            END
            $body$ $make$,
            r.child || '_' || r.column_name || '_known', r.parent, r.column_name, r.child,
            CASE WHEN r.kind IS NULL THEN '' ELSE format('AND kind = %L', r.kind) END);
        EXECUTE format('CREATE CONSTRAINT TRIGGER %1$I AFTER INSERT OR UPDATE ON geo_target.%2$I DEFERRABLE INITIALLY DEFERRED '
                       'FOR EACH ROW WHEN (NEW.%3$I IS NOT NULL AND NEW.retired_by IS NULL) EXECUTE FUNCTION geo_target.%1$I()',
                       r.child || '_' || r.column_name || '_known', r.child, r.column_name);
        EXECUTE format($make$
            CREATE FUNCTION geo_target.%1$I() RETURNS trigger LANGUAGE plpgsql AS $body$
            DECLARE
                left_behind text;
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM geo_target.%2$I WHERE code = OLD.code AND retired_by IS NULL) THEN
                    SELECT c.code INTO left_behind FROM geo_target.%4$I AS c WHERE c.%3$I = OLD.code AND c.retired_by IS NULL LIMIT 1;
                    IF left_behind IS NOT NULL THEN
                        RAISE foreign_key_violation USING
                            MESSAGE = pg_catalog.format('%2$s %%s cannot go: %4$s %%s still refers to it', OLD.code, left_behind),
                            CONSTRAINT = TG_NAME;
                    END IF;
                END IF;
                RETURN NULL;
            END
            $body$ $make$,
            'no_' || r.child || '_left_by_' || r.column_name, r.parent, r.column_name, r.child);
        EXECUTE format('CREATE CONSTRAINT TRIGGER %1$I AFTER UPDATE OR DELETE ON geo_target.%2$I DEFERRABLE INITIALLY DEFERRED '
                       'FOR EACH ROW WHEN (OLD.retired_by IS NULL) EXECUTE FUNCTION geo_target.%1$I()',
                       'no_' || r.child || '_left_by_' || r.column_name, r.parent);
    END LOOP;
END
$$;

DROP TABLE geo_target.reference_checks;
DROP FUNCTION geo_target.check_references();
DROP FUNCTION geo_target.note_unknown_codes();
DROP FUNCTION geo_target.note_codes_left_behind();
