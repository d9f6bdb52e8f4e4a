-- Kinds and rules of lessons, files, what is published, who else teaches.
CREATE TABLE files (
    file_id      uuid PRIMARY KEY,
    course_id    uuid NOT NULL REFERENCES courses,
    account_id   uuid NOT NULL REFERENCES accounts,
    name         text NOT NULL CONSTRAINT files_name_length CHECK (length(name) BETWEEN 1 AND 255),
    size_bytes   bigint NOT NULL CONSTRAINT files_size_positive CHECK (size_bytes > 0),
    -- Judged by the bytes, never by what the browser says.
    content_type text NOT NULL,
    shown        text NOT NULL CONSTRAINT files_shown_known CHECK (shown IN ('pdf', 'picture', 'none')),
    store_key    text NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX files_by_course ON files (course_id);
CREATE INDEX files_by_account ON files (account_id);

ALTER TABLE lessons DROP CONSTRAINT lessons_kind_known;
ALTER TABLE lessons
    ADD CONSTRAINT lessons_kind_known CHECK (kind IN ('video', 'text', 'file', 'test', 'link')),
    ADD COLUMN required boolean NOT NULL DEFAULT true,
    ADD COLUMN preview boolean NOT NULL DEFAULT false,
    ADD COLUMN completion_share smallint NOT NULL DEFAULT 90
        CONSTRAINT lessons_completion_share_percent CHECK (completion_share BETWEEN 1 AND 100),
    ADD COLUMN opens_at timestamptz,
    ADD COLUMN opens_after_days integer CONSTRAINT lessons_opens_after_days_range CHECK (opens_after_days BETWEEN 0 AND 3650),
    ADD COLUMN link_url text CONSTRAINT lessons_link_url_length CHECK (length(link_url) <= 2000),
    ADD COLUMN file_id uuid REFERENCES files,
    -- In order; files of the same course.
    ADD COLUMN attachment_ids uuid[] NOT NULL DEFAULT '{}'
        CONSTRAINT lessons_attachments_count CHECK (cardinality(attachment_ids) <= 20);
CREATE INDEX lessons_by_file ON lessons (file_id);

ALTER TABLE courses DROP CONSTRAINT courses_state_known;
ALTER TABLE courses
    ADD CONSTRAINT courses_state_known CHECK (state IN ('draft', 'published', 'archived')),
    -- Required lessons one after another.
    ADD COLUMN ordered boolean NOT NULL DEFAULT false,
    ADD COLUMN access_days integer CONSTRAINT courses_access_days_range CHECK (access_days BETWEEN 1 AND 3650),
    ADD COLUMN awards_certificate boolean NOT NULL DEFAULT true,
    ADD COLUMN final_test_id uuid REFERENCES lessons,
    ADD COLUMN outcomes text[] NOT NULL DEFAULT '{}' CONSTRAINT courses_outcomes_count CHECK (cardinality(outcomes) <= 12),
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CONSTRAINT courses_tags_count CHECK (cardinality(tags) <= 10),
    -- Raised by each publication that changed something; 0 was never published.
    ADD COLUMN version integer NOT NULL DEFAULT 0;
CREATE INDEX courses_by_final_test ON courses (final_test_id);
CREATE INDEX courses_by_tag ON courses USING gin (tags);

-- The version whose requirements were met.
ALTER TABLE enrolments ADD COLUMN completed_version integer;

CREATE TABLE course_teachers (
    course_id  uuid NOT NULL REFERENCES courses,
    account_id uuid NOT NULL REFERENCES accounts,
    rights     text NOT NULL CONSTRAINT course_teachers_rights_known CHECK (rights IN ('edit', 'grade')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (course_id, account_id)
);
CREATE INDEX course_teachers_by_account ON course_teachers (account_id, course_id DESC);

-- What learners see: a copy that publishing writes whole. What is left out later stays here with the time it went.
CREATE TABLE published_sections (
    section_id uuid PRIMARY KEY REFERENCES sections,
    course_id  uuid NOT NULL REFERENCES courses,
    title      text NOT NULL,
    position   integer NOT NULL,
    removed_at timestamptz
);
CREATE INDEX published_sections_by_course ON published_sections (course_id, position);

CREATE TABLE published_lessons (
    lesson_id        uuid PRIMARY KEY REFERENCES lessons,
    course_id        uuid NOT NULL REFERENCES courses,
    section_id       uuid NOT NULL REFERENCES published_sections,
    position         integer NOT NULL,
    -- Its number in the whole course, from 1.
    place            integer NOT NULL,
    kind             text NOT NULL,
    title            text NOT NULL,
    body             text NOT NULL,
    body_html        text NOT NULL,
    video_id         uuid REFERENCES videos,
    duration_ms      bigint NOT NULL,
    required         boolean NOT NULL,
    preview          boolean NOT NULL,
    completion_share smallint NOT NULL,
    opens_at         timestamptz,
    opens_after_days integer,
    link_url         text,
    file_id          uuid REFERENCES files,
    attachment_ids   uuid[] NOT NULL,
    -- The course's version that showed it last.
    version          integer NOT NULL,
    removed_at       timestamptz
);
CREATE INDEX published_lessons_by_course ON published_lessons (course_id, place);
CREATE INDEX published_lessons_by_section ON published_lessons (section_id);
CREATE INDEX published_lessons_by_video ON published_lessons (video_id);
CREATE INDEX published_lessons_by_file ON published_lessons (file_id);

-- Courses that were ever shown are published as they stand; what lies in the bin was removed then.
UPDATE courses SET version = 1 WHERE published_at IS NOT NULL;
INSERT INTO published_sections (section_id, course_id, title, position, removed_at)
SELECT s.section_id, s.course_id, s.title, s.position, s.deleted_at
FROM sections s JOIN courses c USING (course_id) WHERE c.version = 1;
INSERT INTO published_lessons (lesson_id, course_id, section_id, position, place, kind, title, body, body_html, video_id,
                               duration_ms, required, preview, completion_share, attachment_ids, version, removed_at)
SELECT l.lesson_id, l.course_id, l.section_id, l.position,
       row_number() OVER (PARTITION BY l.course_id, l.deleted_at IS NULL AND s.deleted_at IS NULL
                          ORDER BY s.position, s.section_id, l.position, l.lesson_id),
       l.kind, l.title, l.body, l.body_html, l.video_id, l.duration_ms, true, false, 90, '{}', 1,
       COALESCE(l.deleted_at, s.deleted_at)
FROM lessons l JOIN sections s USING (section_id) JOIN courses c ON c.course_id = l.course_id WHERE c.version = 1;
UPDATE enrolments SET completed_version = 1 WHERE completed_at IS NOT NULL;
