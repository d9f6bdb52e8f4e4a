-- Search that forgives a wrong letter, columns that filters and orders read, and who took what together.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Stars, one to five: how many shown reviews gave each. Kept under the course's lock by what changes reviews.
ALTER TABLE courses ADD COLUMN star_counts integer[] NOT NULL DEFAULT '{0,0,0,0,0}'
    CONSTRAINT courses_star_counts_five CHECK (cardinality(star_counts) = 5);

CREATE FUNCTION review_count_of(stars integer[]) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN stars[1] + stars[2] + stars[3] + stars[4] + stars[5];

-- Hundredths of a star; 0 without reviews. Five reviews of four stars are assumed before any came (a prior mean of 4.0 of
-- weight 5): a single review of five stars does not stand before a hundred of 4.8.
CREATE FUNCTION rating_of(stars integer[]) RETURNS integer IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN CASE WHEN review_count_of(stars) = 0 THEN 0
           ELSE (2000 + 100 * (stars[1] + 2 * stars[2] + 3 * stars[3] + 4 * stars[4] + 5 * stars[5])
                 + (5 + review_count_of(stars)) / 2) / (5 + review_count_of(stars)) END;

ALTER TABLE courses
    ADD COLUMN review_count integer NOT NULL GENERATED ALWAYS AS (review_count_of(star_counts)) STORED,
    ADD COLUMN rating integer NOT NULL GENERATED ALWAYS AS (rating_of(star_counts)) STORED,
    -- 1 from 3.0, 2 from 3.5, 3 from 4.0, 4 from 4.5: what the filter offers.
    ADD COLUMN rating_step smallint NOT NULL GENERATED ALWAYS AS (
        CASE WHEN rating_of(star_counts) >= 450 THEN 4 WHEN rating_of(star_counts) >= 400 THEN 3
             WHEN rating_of(star_counts) >= 350 THEN 2 WHEN rating_of(star_counts) >= 300 THEN 1 ELSE 0 END) STORED,
    -- 0 up to 2 hours, 1 up to 5, 2 up to 10, 3 up to 20, 4 beyond.
    ADD COLUMN length_step smallint NOT NULL GENERATED ALWAYS AS (
        CASE WHEN duration_ms <= 7200000 THEN 0 WHEN duration_ms <= 18000000 THEN 1 WHEN duration_ms <= 36000000 THEN 2
             WHEN duration_ms <= 72000000 THEN 3 ELSE 4 END) STORED;

-- The configuration `russian` stems Cyrillic words as Russian, Latin ones as English, and reads «ё» as «е».
ALTER TABLE courses DROP COLUMN search;
ALTER TABLE courses ADD COLUMN search tsvector NOT NULL DEFAULT '';

CREATE FUNCTION courses_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := setweight(to_tsvector('russian', NEW.title), 'A')
        || setweight(to_tsvector('russian', array_to_string(NEW.tags, '. ')), 'A')
        || setweight(to_tsvector('russian', (SELECT name FROM accounts WHERE account_id = NEW.owner_id)), 'B')
        || setweight(to_tsvector('russian', NEW.summary), 'B')
        || setweight(to_tsvector('russian', left(NEW.description, 20000)), 'C');
    RETURN NEW;
END $$;
CREATE TRIGGER courses_search_filled BEFORE INSERT OR UPDATE OF title, summary, description, tags, owner_id ON courses
    FOR EACH ROW EXECUTE FUNCTION courses_fill_search();

-- A teacher's new name is found too.
CREATE FUNCTION accounts_rename_in_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE courses SET title = title WHERE owner_id = NEW.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_renamed AFTER UPDATE OF name ON accounts
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION accounts_rename_in_search();

-- Every word of what courses are called: what a mistyped one may have meant. Words that have gone harm nothing.
CREATE TABLE search_words (word text PRIMARY KEY COLLATE "C", stem text NOT NULL);
CREATE INDEX search_words_alike ON search_words USING gin (word gin_trgm_ops);
CREATE INDEX search_words_by_stem ON search_words (stem);

CREATE FUNCTION stem_of(word text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    $$ SELECT COALESCE((tsvector_to_array(to_tsvector('russian', word)))[1], '') $$;

CREATE FUNCTION courses_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In order: two that learn the same words never wait for each other in a circle.
    INSERT INTO search_words (word, stem)
    SELECT w, stem_of(w)
    FROM unnest(tsvector_to_array(to_tsvector('simple', concat_ws(' ', NEW.title, NEW.summary, array_to_string(NEW.tags, ' '),
        (SELECT name FROM accounts WHERE account_id = NEW.owner_id))))) w
    WHERE length(w) BETWEEN 3 AND 40 AND NOT EXISTS (SELECT FROM search_words s WHERE s.word = w)
    ORDER BY w
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER courses_words_learnt AFTER INSERT OR UPDATE OF title, summary, tags, owner_id, state ON courses
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION courses_learn_words();

-- Words (letters and digits each) as a query: every one must be there, as a form or a beginning; one that nobody wrote
-- stands for those nearest to it. Stop words say nothing, unless all are.
CREATE FUNCTION search_query(words text[]) RETURNS tsquery STABLE LANGUAGE plpgsql
    SET pg_trgm.similarity_threshold = 0.2 SET client_min_messages = warning AS $$
DECLARE
    w text;
    one tsquery;
    form tsquery;
    every tsquery;
    near tsquery;
BEGIN
    FOREACH w IN ARRAY words LOOP
        form := plainto_tsquery('russian', w);
        IF numnode(form) = 0 THEN CONTINUE; END IF;
        one := form;
        IF length(w) >= 2 THEN one := one || to_tsquery('simple', '''' || w || ''':*'); END IF;
        IF length(w) BETWEEN 4 AND 40
            AND NOT EXISTS (SELECT FROM search_words s WHERE s.word >= w COLLATE "C" AND s.word < (w || chr(1114111)) COLLATE "C")
            AND NOT EXISTS (SELECT FROM search_words s WHERE s.stem = stem_of(w))
            AND NOT EXISTS (SELECT FROM courses c WHERE c.search @@ form) THEN
            -- Two changes make a transposition; in four letters they make another word.
            SELECT plainto_or(array_agg(n.word)) INTO near FROM (
                SELECT a.word, a.distance, min(a.distance) OVER () AS nearest
                FROM (SELECT s.word, levenshtein(s.word, w) AS distance FROM search_words s WHERE s.word % w) a
                WHERE a.distance <= CASE WHEN length(w) = 4 THEN 1 ELSE 2 END
                ORDER BY a.distance, a.word LIMIT 8) n
            WHERE n.distance = n.nearest;
            IF near IS NOT NULL THEN one := one || near; END IF;
        END IF;
        every := CASE WHEN every IS NULL THEN one ELSE every && one END;
    END LOOP;
    IF every IS NULL THEN
        FOREACH w IN ARRAY words LOOP
            one := plainto_tsquery('simple', w);
            IF numnode(one) > 0 THEN every := CASE WHEN every IS NULL THEN one ELSE every && one END; END IF;
        END LOOP;
    END IF;
    RETURN every;
END $$;
CREATE FUNCTION plainto_or(words text[]) RETURNS tsquery IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    w text;
    one tsquery;
    every tsquery;
BEGIN
    FOREACH w IN ARRAY COALESCE(words, '{}') LOOP
        one := plainto_tsquery('russian', w);
        IF numnode(one) > 0 THEN every := CASE WHEN every IS NULL THEN one ELSE every || one END; END IF;
    END LOOP;
    RETURN every;
END $$;

UPDATE courses SET title = title;

CREATE INDEX courses_search ON courses USING gin (search);
DROP INDEX courses_by_category;
DROP INDEX courses_by_level;
CREATE INDEX courses_best ON courses (rating DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
-- Three filters and an order in one index each.
CREATE INDEX courses_filtered_new ON courses (category_id, level, language, published_at DESC, course_id DESC)
    WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_filtered_popular ON courses (category_id, level, language, student_count DESC, course_id DESC)
    WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_filtered_best ON courses (category_id, level, language, rating DESC, course_id DESC)
    WHERE state = 'published' AND deleted_at IS NULL;
-- What is counted, alone: the counts of all filters are one pass over it.
CREATE INDEX courses_counted ON courses (category_id, level, language, awards_certificate, rating_step, length_step)
    WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_by_owner_shown ON courses (owner_id, published_at DESC) WHERE state = 'published' AND deleted_at IS NULL;

-- How many took both; the strongest few of each course, counted anew now and then.
CREATE TABLE course_related (
    course_id  uuid NOT NULL REFERENCES courses,
    related_id uuid NOT NULL REFERENCES courses,
    together   integer NOT NULL,
    PRIMARY KEY (course_id, related_id)
);
CREATE INDEX course_related_by_related ON course_related (related_id);
