-- Divides the empty tables of a certtrack store into parts by the number of the person.
--
-- Run it once, after `certtrack db migrate` has made the tables and before anything is in
-- them. It is one statement: all of it is done, or nothing. Eight parts, unless another
-- number is set before: SET certtrack.parts = 16;
--
-- Every column, rule, index and foreign key stays. Two things change: a primary key also
-- has the person, since PostgreSQL holds only keys with it to be unique over all parts;
-- and rights that were granted on the old tables must be granted again.

DO $divide$
DECLARE
    parts CONSTANT integer := coalesce(nullif(current_setting('certtrack.parts', true), ''), '8');
    spread CONSTANT text[] := ARRAY[
        'person id', 'education person_id', 'course person_id', 'training person_id',
        'experience person_id', 'application person_id', 'exam person_id',
        'credential person_id', 'activity person_id', 'decision person_id',
        'evidence person_id', 'counted id', 'card counted_id', 'calendar_entry person_id',
        'silence person_id', 'noticed id', 'feed person_id'
    ];
    made_again text[] := '{}';
    one text;
    name text;
    key text;
    sequence text;
    filled boolean;
BEGIN
    -- What is to be made again, in the server's own words: indexes first, then foreign keys.
    FOREACH one IN ARRAY spread LOOP
        name := split_part(one, ' ', 1);
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', name);
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN
            RAISE EXCEPTION 'the table % is not empty; nothing was changed', name;
        END IF;
        made_again := made_again || ARRAY(
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = to_regclass(name) AND NOT indisprimary ORDER BY indexrelid
        );
    END LOOP;
    FOREACH one IN ARRAY spread LOOP
        name := split_part(one, ' ', 1);
        made_again := made_again || ARRAY(
            SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s',
                          conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint
            WHERE contype = 'f' AND (conrelid = to_regclass(name)
                -- Tables that stay whole may lead here, too.
                OR confrelid = to_regclass(name) AND NOT EXISTS (
                    SELECT FROM unnest(spread) AS other
                    WHERE to_regclass(split_part(other, ' ', 1)) = conrelid))
            ORDER BY oid
        );
    END LOOP;

    FOREACH one IN ARRAY spread LOOP
        name := split_part(one, ' ', 1);
        key := split_part(one, ' ', 2);
        sequence := pg_get_serial_sequence(name, 'id');
        EXECUTE format('ALTER TABLE %I RENAME TO undivided', name);
        EXECUTE format('CREATE TABLE %I (LIKE undivided INCLUDING DEFAULTS INCLUDING CONSTRAINTS)'
                       ' PARTITION BY HASH (%I)', name, key);
        IF sequence IS NOT NULL THEN
            EXECUTE format('ALTER SEQUENCE %s OWNED BY %I.id', sequence, name);
        END IF;
        DROP TABLE undivided CASCADE;
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY (%s)', name, 'pk_' || name,
                       CASE key WHEN 'id' THEN 'id' ELSE 'id, ' || quote_ident(key) END);
        FOR part IN 0 .. parts - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES'
                           ' WITH (MODULUS %s, REMAINDER %s)',
                           name || '_' || part, name, parts, part);
        END LOOP;
    END LOOP;
    FOREACH one IN ARRAY made_again LOOP
        EXECUTE one;
    END LOOP;
END
$divide$;
