-- People, their sessions, and what admins did.
CREATE TABLE accounts (
    account_id     uuid PRIMARY KEY,
    email          text NOT NULL CONSTRAINT accounts_email_lowercase CHECK (email = lower(email) AND length(email) <= 254),
    name           text NOT NULL CONSTRAINT accounts_name_length CHECK (length(name) BETWEEN 1 AND 100),
    password_hash  text NOT NULL,
    role           text NOT NULL DEFAULT 'student' CONSTRAINT accounts_role_known CHECK (role IN ('student', 'teacher', 'admin')),
    language       text NOT NULL DEFAULT 'ru' CONSTRAINT accounts_language_known CHECK (language IN ('ru', 'en')),
    theme          text NOT NULL DEFAULT 'auto' CONSTRAINT accounts_theme_known CHECK (theme IN ('auto', 'light', 'dark')),
    time_zone      text NOT NULL DEFAULT 'Europe/Moscow',
    blocked_at     timestamptz,
    blocked_reason text,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT accounts_email_unique UNIQUE (email)
);
CREATE INDEX accounts_by_role ON accounts (role, account_id DESC);

CREATE TABLE teacher_requests (
    teacher_request_id uuid PRIMARY KEY,
    account_id         uuid NOT NULL REFERENCES accounts,
    note               text NOT NULL DEFAULT '' CONSTRAINT teacher_requests_note_length CHECK (length(note) <= 2000),
    state              text NOT NULL CONSTRAINT teacher_requests_state_known CHECK (state IN ('waiting', 'approved', 'declined')),
    decided_by         uuid REFERENCES accounts,
    decided_at         timestamptz,
    created_at         timestamptz NOT NULL
);
CREATE UNIQUE INDEX teacher_requests_one_waiting ON teacher_requests (account_id) WHERE state = 'waiting';
CREATE INDEX teacher_requests_by_state ON teacher_requests (state, teacher_request_id DESC);
CREATE INDEX teacher_requests_by_account ON teacher_requests (account_id);
CREATE INDEX teacher_requests_by_decider ON teacher_requests (decided_by);

-- A session is a family of refresh tokens. Token number `counter` is HMAC(secret, session, counter): only its hash is kept.
CREATE TABLE sessions (
    session_id     uuid PRIMARY KEY,
    account_id     uuid NOT NULL REFERENCES accounts,
    counter        integer NOT NULL DEFAULT 0,
    token_hash     bytea NOT NULL,
    -- Until then the token before the current one gets the same successor: tabs and reloads race.
    grace_until    timestamptz NOT NULL,
    user_agent     text NOT NULL DEFAULT '',
    address        text NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz
);
CREATE INDEX sessions_by_account ON sessions (account_id, session_id DESC);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE audit_log (
    audit_id    uuid PRIMARY KEY,
    actor_id    uuid REFERENCES accounts,
    action      text NOT NULL,
    object_kind text NOT NULL,
    object_id   uuid NOT NULL,
    before      jsonb,
    after       jsonb,
    created_at  timestamptz NOT NULL
);
CREATE INDEX audit_log_by_object ON audit_log (object_kind, object_id, audit_id DESC);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, audit_id DESC);
