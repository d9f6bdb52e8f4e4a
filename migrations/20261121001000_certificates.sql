-- What the school prints on certificates; `signatures` are people beside the course's teacher: [{name, role, picture}].
CREATE TABLE school_pictures (
    picture_hash text PRIMARY KEY CONSTRAINT school_pictures_hash_shape CHECK (picture_hash ~ '^[0-9a-f]{64}$'),
    width        integer NOT NULL,
    height       integer NOT NULL,
    created_at   timestamptz NOT NULL
);
ALTER TABLE school
    ADD COLUMN logo_hash text REFERENCES school_pictures,
    ADD COLUMN signatures jsonb NOT NULL DEFAULT '[]'
        CONSTRAINT school_signatures_few CHECK (jsonb_typeof(signatures) = 'array' AND jsonb_array_length(signatures) <= 2);
CREATE INDEX school_by_logo ON school (logo_hash);

ALTER TABLE courses ADD COLUMN certificate_template text NOT NULL DEFAULT 'tape'
    CONSTRAINT courses_certificate_template_known CHECK (certificate_template IN ('tape', 'frame', 'column'));

-- Everything printed is a copy: later changes of names, titles and pictures do not reach it.
CREATE TABLE certificates (
    certificate_id uuid PRIMARY KEY,
    number         text NOT NULL CONSTRAINT certificates_number_unique UNIQUE,
    account_id     uuid NOT NULL REFERENCES accounts,
    course_id      uuid NOT NULL REFERENCES courses,
    course_version integer NOT NULL,
    holder_name    text NOT NULL,
    course_title   text NOT NULL,
    teacher_name   text NOT NULL,
    school_name    text NOT NULL,
    template       text NOT NULL CONSTRAINT certificates_template_known CHECK (template IN ('tape', 'frame', 'column')),
    language       text NOT NULL CONSTRAINT certificates_language_known CHECK (language IN ('ru', 'en')),
    issued_at      timestamptz NOT NULL,
    -- The same in the school's time zone.
    issued_on      date NOT NULL,
    hours          integer NOT NULL,
    -- Percent of the final test, of the best attempt that was graded.
    score          smallint CONSTRAINT certificates_score_percent CHECK (score BETWEEN 0 AND 100),
    -- Percent of the videos that was watched.
    watched        smallint CONSTRAINT certificates_watched_percent CHECK (watched BETWEEN 0 AND 100),
    -- Lessons in order: [[length_ms, percent]].
    tape           jsonb NOT NULL,
    logo_hash      text REFERENCES school_pictures,
    signatures     jsonb NOT NULL,
    state          text NOT NULL DEFAULT 'valid'
                   CONSTRAINT certificates_state_known CHECK (state IN ('valid', 'revoked', 'withdrawn')),
    reason         text CONSTRAINT certificates_reason_length CHECK (length(reason) BETWEEN 1 AND 500),
    changed_at     timestamptz,
    -- The one that was withdrawn for this one.
    replaces       uuid REFERENCES certificates,
    -- Its bit in the published status lists.
    status_index   bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT certificates_status_index_unique UNIQUE,
    -- The PDF in the store, once somebody has asked for it.
    pdf_key        text,
    CONSTRAINT certificates_replaced_once UNIQUE (replaces),
    CONSTRAINT certificates_revoked_for_a_reason CHECK (state <> 'revoked' OR reason IS NOT NULL)
);
-- A course is completed once; what replaces a certificate follows from it.
CREATE UNIQUE INDEX certificates_one_per_completion ON certificates (account_id, course_id) WHERE replaces IS NULL;
CREATE INDEX certificates_by_account ON certificates (account_id, certificate_id DESC);
CREATE INDEX certificates_by_course ON certificates (course_id, certificate_id DESC);
CREATE INDEX certificates_not_in_force ON certificates (status_index) WHERE state <> 'valid';
CREATE INDEX certificates_by_logo ON certificates (logo_hash);

-- Public halves of every key that ever signed a credential: what was signed stays verifiable after a change of key.
CREATE TABLE signing_keys (
    key_id     text PRIMARY KEY,
    public_key bytea NOT NULL CONSTRAINT signing_keys_length CHECK (length(public_key) = 32),
    created_at timestamptz NOT NULL
);

-- A course leaves the cabinet some calendar months after its completion, or after it was last kept.
ALTER TABLE enrolments
    ADD COLUMN archived_at timestamptz,
    ADD COLUMN kept_at timestamptz,
    -- When its leaving was announced.
    ADD COLUMN leaving_told_at timestamptz;
CREATE INDEX enrolments_to_archive ON enrolments (completed_at)
    WHERE completed_at IS NOT NULL AND archived_at IS NULL AND revoked_at IS NULL;

-- What a person is told. Written as a kind with figures; the browser says it in the reader's language.
CREATE TABLE notifications (
    notification_id uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES accounts,
    kind            text NOT NULL CONSTRAINT notifications_kind_shape CHECK (kind ~ '^[a-z-]{1,50}$'),
    -- What it is about; one event is told once.
    subject         text NOT NULL,
    params          jsonb NOT NULL DEFAULT '{}',
    -- A path of this site.
    link            text CONSTRAINT notifications_link_local CHECK (link ~ '^/[^/\\]'),
    created_at      timestamptz NOT NULL,
    read_at         timestamptz,
    CONSTRAINT notifications_told_once UNIQUE (account_id, kind, subject)
);
CREATE INDEX notifications_by_account ON notifications (account_id, notification_id DESC);
CREATE INDEX notifications_unread ON notifications (account_id) WHERE read_at IS NULL;
