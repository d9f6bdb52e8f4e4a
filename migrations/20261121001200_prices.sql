-- What courses cost. Drafted in `courses.edits` like the rest; no price is free.
ALTER TABLE courses
    ADD COLUMN price_minor bigint CONSTRAINT courses_price_range CHECK (price_minor BETWEEN 1 AND 100000000000),
    ADD COLUMN currency text NOT NULL DEFAULT 'RUB' CONSTRAINT courses_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    ADD COLUMN sale_price_minor bigint,
    ADD COLUMN sale_from timestamptz,
    ADD COLUMN sale_until timestamptz,
    ADD COLUMN paid boolean NOT NULL GENERATED ALWAYS AS (price_minor IS NOT NULL) STORED,
    -- What it costs now, 0 when free: what lists are ordered by. Kept by the trigger, and by a job as sales begin and end.
    ADD COLUMN price_now_minor bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT courses_sale_below_price CHECK (
        CASE WHEN price_minor IS NULL THEN sale_price_minor IS NULL
             ELSE sale_price_minor IS NULL OR sale_price_minor BETWEEN 1 AND price_minor - 1 END),
    ADD CONSTRAINT courses_sale_dates CHECK (sale_from < sale_until);

CREATE FUNCTION price_at(price bigint, sale bigint, sale_from timestamptz, sale_until timestamptz, at timestamptz)
    RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN sale IS NOT NULL AND COALESCE(sale_from <= at, true) AND COALESCE(at < sale_until, true) THEN sale ELSE price END;

CREATE FUNCTION courses_fill_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.price_now_minor := COALESCE(price_at(NEW.price_minor, NEW.sale_price_minor, NEW.sale_from, NEW.sale_until, now()), 0);
    RETURN NEW;
END $$;
CREATE TRIGGER courses_price_filled BEFORE INSERT OR UPDATE OF price_minor, sale_price_minor, sale_from, sale_until ON courses
    FOR EACH ROW EXECUTE FUNCTION courses_fill_price();

CREATE INDEX courses_cheapest ON courses ((-price_now_minor) DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_on_sale ON courses (sale_until) WHERE sale_price_minor IS NOT NULL;
DROP INDEX courses_counted;
CREATE INDEX courses_counted ON courses (category_id, level, language, awards_certificate, rating_step, length_step, paid)
    WHERE state = 'published' AND deleted_at IS NULL;

-- How a place was come by, and what ended it: who left comes back, whose money went back pays again.
ALTER TABLE enrolments
    ADD COLUMN source text NOT NULL DEFAULT 'free' CONSTRAINT enrolments_source_known CHECK (source IN ('free', 'paid', 'given')),
    ADD COLUMN ended_by text CONSTRAINT enrolments_ended_by_known CHECK (ended_by IN ('left', 'refund', 'dispute'));
UPDATE enrolments SET ended_by = 'left' WHERE revoked_at IS NOT NULL;
