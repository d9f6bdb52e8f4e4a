-- How people watch: their days, and how often each second of a lecture was played.

-- Days are those of the school's time zone when they were lived.
CREATE TABLE activity_days (
    account_id uuid NOT NULL REFERENCES accounts,
    day        date NOT NULL,
    watched_ms bigint NOT NULL,
    PRIMARY KEY (account_id, day)
);

-- Seconds that were played, appended by each report of a student: half-open, a second counts when its middle was played.
-- A periodic job counts them into `lesson_views` and removes them.
CREATE TABLE watched_spans (
    lesson_id uuid NOT NULL REFERENCES lessons,
    from_s    integer NOT NULL,
    to_s      integer NOT NULL,
    CONSTRAINT watched_spans_not_empty CHECK (from_s < to_s)
);
CREATE INDEX watched_spans_by_lesson ON watched_spans (lesson_id);

-- By how much the number of views changes at a second: a second's views are the sum of the steps up to it.
CREATE TABLE lesson_views (
    lesson_id uuid NOT NULL REFERENCES lessons,
    second    integer NOT NULL,
    step      bigint NOT NULL,
    PRIMARY KEY (lesson_id, second)
);

-- What was watched before this was counted is known as a union: once each.
INSERT INTO watched_spans (lesson_id, from_s, to_s)
SELECT p.lesson_id, (lower(r) + 499) / 1000, (upper(r) + 499) / 1000
FROM lesson_progress p JOIN lessons l USING (lesson_id)
JOIN enrolments e ON e.account_id = p.account_id AND e.course_id = l.course_id, unnest(p.watched) AS r
WHERE (lower(r) + 499) / 1000 < (upper(r) + 499) / 1000;

-- A course's students, last seen first; the others of their filters are looked through in this order.
CREATE INDEX enrolments_by_course_seen ON enrolments (course_id, last_seen_at DESC, account_id DESC) WHERE revoked_at IS NULL;
CREATE INDEX attempts_failed ON attempts (course_id, account_id, lesson_id, submitted_at) WHERE passed = false AND NOT trial;
