-- Functions that constraints and triggers of the tables call.
CREATE FUNCTION geo_target.is_place(place public.geometry) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- A point on the globe: not empty, finite, degrees in range. NaN compares greater than every number.
    SELECT NOT public.ST_IsEmpty(place)
       AND public.ST_X(place) BETWEEN -180 AND 180
       AND public.ST_Y(place) BETWEEN -90 AND 90
$$;

CREATE FUNCTION geo_target.bump_data_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- Once a transaction: the reader of version n + 1 sees the whole change or none of it.
    UPDATE geo_target.data_version
       SET version = version + 1, changed_at = pg_catalog.now(), changed_in = pg_catalog.pg_current_xact_id()::text::bigint
     WHERE changed_in <> pg_catalog.pg_current_xact_id()::text::bigint;
    RETURN NULL;
END
$$;

CREATE FUNCTION geo_target.note_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT pg_catalog.count(*) INTO changed FROM old_rows;
    ELSE
        SELECT pg_catalog.count(*) INTO changed FROM new_rows;
    END IF;
    IF changed > 0 THEN
        INSERT INTO geo_target.audit_trail (action, layer, row_count, data_version)
        SELECT pg_catalog.lower(TG_OP), TG_TABLE_NAME, changed, v.version FROM geo_target.data_version AS v;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION geo_target.within_radius(a public.geography, b public.geography, radius_m double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Within the radius, the radius included, on the WGS84 ellipsoid; the one statement of this rule in SQL.
    -- ST_DWithin, a centimetre wider, lets the index find candidates; the distance decides.
    SELECT public.ST_DWithin(a, b, radius_m + 0.01) AND public.ST_Distance(a, b) <= radius_m
$$;
