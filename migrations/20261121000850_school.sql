-- The school itself: one row, there from the first start.

CREATE TABLE school (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    name text NOT NULL DEFAULT 'Lectern' CHECK (length(name) BETWEEN 1 AND 120),
    -- An IANA name: days and "one month" are counted in it.
    time_zone text NOT NULL DEFAULT 'Europe/Moscow' CHECK (now() AT TIME ZONE time_zone IS NOT NULL),
    -- How many months after its completion a course leaves the cabinet.
    archive_after_months int NOT NULL DEFAULT 1 CHECK (archive_after_months BETWEEN 1 AND 120),
    updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO school DEFAULT VALUES;
