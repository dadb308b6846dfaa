-- One current row for a code, indexes, references between current rows, data version, audit trail.
DO $$
DECLARE
    t text;
    layer_tables text[] := ARRAY['provinces', 'counties', 'cities', 'neighbourhoods', 'demand_points', 'facilities', 'federations',
                                 'self_help_groups', 'occupations', 'course_runs', 'candidate_sites'];
BEGIN
    FOREACH t IN ARRAY layer_tables LOOP
        EXECUTE format('CREATE UNIQUE INDEX %I ON geo_target.%I (code) WHERE retired_by IS NULL', t || '_one_current_row', t);
        EXECUTE format('CREATE INDEX %I ON geo_target.%I (dataset_id)', t || '_dataset', t);
        EXECUTE format('CREATE INDEX %I ON geo_target.%I (retired_by) WHERE retired_by IS NOT NULL', t || '_retired', t);
        IF t <> 'occupations' THEN
            EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist (geom)', t || '_geom', t);
            EXECUTE format('CREATE INDEX %I ON geo_target.%I USING gist ((geom::public.geography))', t || '_geog', t);
        END IF;
    END LOOP;
    FOREACH t IN ARRAY layer_tables || 'reported_figures'::text LOOP
        EXECUTE format('CREATE TRIGGER a_bump_data_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo_target.%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION geo_target.bump_data_version()', t);
        EXECUTE format('CREATE TRIGGER note_insert AFTER INSERT ON geo_target.%I REFERENCING NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change()', t);
        EXECUTE format('CREATE TRIGGER note_update AFTER UPDATE ON geo_target.%I REFERENCING NEW TABLE AS new_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change()', t);
        EXECUTE format('CREATE TRIGGER note_delete AFTER DELETE ON geo_target.%I REFERENCING OLD TABLE AS old_rows '
                       'FOR EACH STATEMENT EXECUTE FUNCTION geo_target.note_change()', t);
    END LOOP;
END
$$;

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
        EXECUTE format('CREATE INDEX %I ON geo_target.%I (%I) WHERE retired_by IS NULL', r.child || '_' || r.column_name, r.child, r.column_name);
    END LOOP;
END
$$;

CREATE UNIQUE INDEX reported_figures_one_current_row ON geo_target.reported_figures (key, scope) WHERE retired_by IS NULL;
CREATE INDEX scores_run_rank ON geo_target.scores (run_id, service, rank);
CREATE INDEX scores_neighbourhood ON geo_target.scores (neighbourhood_code, run_id);

-- Names are found by what they normalise to.
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['provinces', 'counties', 'cities', 'neighbourhoods', 'facilities', 'self_help_groups'] LOOP
        EXECUTE format('CREATE INDEX %I ON geo_target.%I (geo_target.normalise_name(name_fa)) WHERE retired_by IS NULL', t || '_name_fa', t);
        EXECUTE format('CREATE INDEX %I ON geo_target.%I (geo_target.normalise_name(name_en)) WHERE retired_by IS NULL', t || '_name_en', t);
    END LOOP;
END
$$;
