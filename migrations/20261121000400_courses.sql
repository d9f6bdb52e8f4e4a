CREATE TABLE categories (
    category_id uuid PRIMARY KEY,
    slug        text NOT NULL CONSTRAINT categories_slug_unique UNIQUE,
    name_ru     text NOT NULL,
    name_en     text NOT NULL,
    position    integer NOT NULL
);
INSERT INTO categories (category_id, slug, name_ru, name_en, position) VALUES
    ('01930000-0000-7000-8000-000000000001', 'mathematics', 'Математика', 'Mathematics', 1),
    ('01930000-0000-7000-8000-000000000002', 'programming', 'Программирование', 'Programming', 2),
    ('01930000-0000-7000-8000-000000000003', 'natural-sciences', 'Естественные науки', 'Natural sciences', 3),
    ('01930000-0000-7000-8000-000000000004', 'humanities', 'Гуманитарные науки', 'Humanities', 4),
    ('01930000-0000-7000-8000-000000000005', 'languages', 'Языки', 'Languages', 5),
    ('01930000-0000-7000-8000-000000000006', 'economics', 'Экономика и управление', 'Economics and management', 6),
    ('01930000-0000-7000-8000-000000000007', 'arts', 'Искусство и дизайн', 'Arts and design', 7),
    ('01930000-0000-7000-8000-000000000008', 'medicine', 'Медицина и здоровье', 'Medicine and health', 8),
    ('01930000-0000-7000-8000-000000000009', 'other', 'Другое', 'Other', 9);

-- Public pictures, re-encoded in three widths at /media/<hash>-<width>.jpg.
CREATE TABLE pictures (
    picture_hash text PRIMARY KEY CONSTRAINT pictures_hash_shape CHECK (picture_hash ~ '^[0-9a-f]{64}$'),
    account_id   uuid NOT NULL REFERENCES accounts,
    width        integer NOT NULL,
    height       integer NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX pictures_by_account ON pictures (account_id);

CREATE TABLE courses (
    course_id        uuid PRIMARY KEY,
    owner_id         uuid NOT NULL REFERENCES accounts,
    title            text NOT NULL CONSTRAINT courses_title_length CHECK (length(title) BETWEEN 1 AND 200),
    summary          text NOT NULL DEFAULT '' CONSTRAINT courses_summary_length CHECK (length(summary) <= 500),
    description      text NOT NULL DEFAULT '' CONSTRAINT courses_description_length CHECK (length(description) <= 50000),
    -- Rendered from Markdown and sanitised when written, not when read.
    description_html text NOT NULL DEFAULT '',
    category_id      uuid REFERENCES categories,
    level            text NOT NULL DEFAULT 'any' CONSTRAINT courses_level_known
                     CHECK (level IN ('any', 'beginner', 'intermediate', 'advanced')),
    language         text NOT NULL DEFAULT 'ru' CONSTRAINT courses_language_shape CHECK (language ~ '^[a-z]{2}$'),
    cover_hash       text REFERENCES pictures,
    state            text NOT NULL DEFAULT 'draft' CONSTRAINT courses_state_known CHECK (state IN ('draft', 'published')),
    -- Raised by every change of the outline: a stale reorder is refused, not merged.
    outline_version  integer NOT NULL DEFAULT 1,
    -- Kept by the writes that change them, so that lists count nothing.
    lesson_count     integer NOT NULL DEFAULT 0,
    duration_ms      bigint NOT NULL DEFAULT 0,
    student_count    integer NOT NULL DEFAULT 0,
    published_at     timestamptz,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    search           tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('russian', title), 'A') || setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('russian', summary), 'B') || setweight(to_tsvector('english', summary), 'B')
        || setweight(to_tsvector('russian', left(description, 20000)), 'C') || setweight(to_tsvector('english', left(description, 20000)), 'C')
    ) STORED
);
CREATE INDEX courses_by_owner ON courses (owner_id, course_id DESC);
CREATE INDEX courses_by_cover ON courses (cover_hash);
CREATE INDEX courses_search ON courses USING gin (search);
CREATE INDEX courses_newest ON courses (published_at DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_popular ON courses (student_count DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_by_category ON courses (category_id, published_at DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_by_level ON courses (level, published_at DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;
CREATE INDEX courses_by_language ON courses (language, published_at DESC, course_id DESC) WHERE state = 'published' AND deleted_at IS NULL;

CREATE TABLE sections (
    section_id uuid PRIMARY KEY,
    course_id  uuid NOT NULL REFERENCES courses,
    title      text NOT NULL CONSTRAINT sections_title_length CHECK (length(title) BETWEEN 1 AND 200),
    position   integer NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX sections_by_course ON sections (course_id, position);

CREATE TABLE lessons (
    lesson_id   uuid PRIMARY KEY,
    course_id   uuid NOT NULL REFERENCES courses,
    section_id  uuid NOT NULL REFERENCES sections,
    kind        text NOT NULL CONSTRAINT lessons_kind_known CHECK (kind IN ('video', 'text')),
    title       text NOT NULL CONSTRAINT lessons_title_length CHECK (length(title) BETWEEN 1 AND 200),
    position    integer NOT NULL,
    body        text NOT NULL DEFAULT '' CONSTRAINT lessons_body_length CHECK (length(body) <= 200000),
    body_html   text NOT NULL DEFAULT '',
    video_id    uuid REFERENCES videos,
    duration_ms bigint NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    deleted_at  timestamptz
);
CREATE INDEX lessons_by_course ON lessons (course_id, position);
CREATE INDEX lessons_by_section ON lessons (section_id, position);
CREATE INDEX lessons_by_video ON lessons (video_id);

CREATE TABLE enrolments (
    account_id     uuid NOT NULL REFERENCES accounts,
    course_id      uuid NOT NULL REFERENCES courses,
    last_lesson_id uuid REFERENCES lessons,
    last_seen_at   timestamptz NOT NULL,
    completed_at   timestamptz,
    revoked_at     timestamptz,
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (account_id, course_id)
);
CREATE INDEX enrolments_by_course ON enrolments (course_id, account_id);
CREATE INDEX enrolments_recent ON enrolments (account_id, last_seen_at DESC) WHERE revoked_at IS NULL;
CREATE INDEX enrolments_by_last_lesson ON enrolments (last_lesson_id);
