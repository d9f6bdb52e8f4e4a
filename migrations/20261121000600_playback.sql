CREATE TABLE playback_sessions (
    playback_session_id uuid PRIMARY KEY,
    account_id          uuid NOT NULL REFERENCES accounts,
    -- The sign-in it was opened under: ending that ends this.
    session_id          uuid NOT NULL REFERENCES sessions,
    lesson_id           uuid NOT NULL REFERENCES lessons,
    video_id            uuid NOT NULL REFERENCES videos,
    -- The generation its viewer opened: its objects stay while this lives.
    generation          integer NOT NULL DEFAULT 0,
    player              text NOT NULL CONSTRAINT playback_sessions_player_known CHECK (player IN ('own', 'external')),
    created_at          timestamptz NOT NULL,
    -- Near: pushed on by reports and renewal. The token's own expiry is far and lies in the token.
    expires_at          timestamptz NOT NULL,
    last_report_at      timestamptz,
    last_fetch_at       timestamptz,
    ended_at            timestamptz
);
CREATE INDEX playback_sessions_live ON playback_sessions (account_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX playback_sessions_by_session ON playback_sessions (session_id) WHERE ended_at IS NULL;
CREATE INDEX playback_sessions_by_lesson ON playback_sessions (lesson_id);
CREATE INDEX playback_sessions_by_generation ON playback_sessions (video_id, generation, expires_at);

-- Seconds really watched, as a union. Milliseconds, half-open, at most 500 ranges a row.
CREATE TABLE lesson_progress (
    account_id     uuid NOT NULL REFERENCES accounts,
    lesson_id      uuid NOT NULL REFERENCES lessons,
    position_ms    bigint NOT NULL DEFAULT 0,
    watched        int4multirange NOT NULL DEFAULT '{}',
    watched_ms     bigint NOT NULL DEFAULT 0,
    last_report_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lesson_id)
);
CREATE INDEX lesson_progress_by_lesson ON lesson_progress (lesson_id);

-- Owned by `lessons`, written by `progress` through it.
CREATE TABLE lesson_completions (
    account_id   uuid NOT NULL REFERENCES accounts,
    lesson_id    uuid NOT NULL REFERENCES lessons,
    course_id    uuid NOT NULL REFERENCES courses,
    completed_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, lesson_id)
);
CREATE INDEX lesson_completions_by_lesson ON lesson_completions (lesson_id);
CREATE INDEX lesson_completions_by_course ON lesson_completions (course_id, account_id);
