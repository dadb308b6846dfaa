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

CREATE FUNCTION geo_target.require_current_parent() RETURNS trigger
LANGUAGE plpgsql AS $$
-- Arguments: the column that refers, the table referred to, and optionally a kind that the parent must have.
-- Deferred to the commit, so that a layer and the one that it refers to may be replaced in one transaction.
DECLARE
    wanted text := pg_catalog.to_jsonb(NEW) ->> TG_ARGV[0];
    still_current boolean;
    found boolean;
BEGIN
    IF wanted IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE pg_catalog.format('SELECT EXISTS (SELECT 1 FROM geo_target.%I WHERE id = $1 AND retired_by IS NULL)', TG_TABLE_NAME)
        INTO still_current USING NEW.id;
    IF NOT still_current THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 2 THEN
        EXECUTE pg_catalog.format('SELECT EXISTS (SELECT 1 FROM geo_target.%I WHERE code = $1 AND kind = $2 AND retired_by IS NULL)', TG_ARGV[1])
            INTO found USING wanted, TG_ARGV[2];
    ELSE
        EXECUTE pg_catalog.format('SELECT EXISTS (SELECT 1 FROM geo_target.%I WHERE code = $1 AND retired_by IS NULL)', TG_ARGV[1])
            INTO found USING wanted;
    END IF;
    IF NOT found THEN
        RAISE foreign_key_violation USING
            MESSAGE = pg_catalog.format('%s: %s = %s, but %s has no current row of that code', TG_TABLE_NAME, TG_ARGV[0], wanted, TG_ARGV[1]),
            CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION geo_target.require_no_current_child() RETURNS trigger
LANGUAGE plpgsql AS $$
-- Arguments: the table that refers here, and its column. Fires when a row is retired or deleted.
DECLARE
    replaced boolean;
    child text;
BEGIN
    EXECUTE pg_catalog.format('SELECT EXISTS (SELECT 1 FROM geo_target.%I WHERE code = $1 AND retired_by IS NULL)', TG_TABLE_NAME)
        INTO replaced USING OLD.code;
    IF replaced THEN
        RETURN NULL;
    END IF;
    EXECUTE pg_catalog.format('SELECT code FROM geo_target.%I WHERE %I = $1 AND retired_by IS NULL LIMIT 1', TG_ARGV[0], TG_ARGV[1])
        INTO child USING OLD.code;
    IF child IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = pg_catalog.format('%s %s cannot go: %s %s still refers to it', TG_TABLE_NAME, OLD.code, TG_ARGV[0], child),
            CONSTRAINT = TG_NAME;
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
