-- Takes back everything that the spine created; Alembic's own table and PostGIS stay.
DROP SCHEMA layers CASCADE;
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT relname FROM pg_class
             WHERE relnamespace = 'geo_target'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version' LOOP
        EXECUTE format('DROP TABLE geo_target.%I CASCADE', r.relname);
    END LOOP;
    FOR r IN SELECT oid::regprocedure AS signature FROM pg_proc WHERE pronamespace = 'geo_target'::regnamespace LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', r.signature);
    END LOOP;
END
$$;
