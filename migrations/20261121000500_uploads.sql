-- A multipart upload that the browser sends straight to the store.
CREATE TABLE uploads (
    upload_id       uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES accounts,
    lesson_id       uuid NOT NULL REFERENCES lessons,
    -- The file as the browser names it; name, size, time and the two hashes say whether a chosen file is the same one.
    file_name       text NOT NULL CONSTRAINT uploads_file_name_length CHECK (length(file_name) BETWEEN 1 AND 255),
    size_bytes      bigint NOT NULL CONSTRAINT uploads_size_positive CHECK (size_bytes > 0),
    modified_ms     bigint NOT NULL,
    head_sha256     text NOT NULL CONSTRAINT uploads_head_shape CHECK (head_sha256 ~ '^[0-9a-f]{64}$'),
    tail_sha256     text NOT NULL CONSTRAINT uploads_tail_shape CHECK (tail_sha256 ~ '^[0-9a-f]{64}$'),
    part_size_bytes bigint NOT NULL,
    store_key       text NOT NULL,
    store_upload_id text NOT NULL,
    state           text NOT NULL CONSTRAINT uploads_state_known CHECK (state IN ('open', 'completed', 'aborted')),
    video_id        uuid REFERENCES videos,
    created_at      timestamptz NOT NULL,
    -- Moved on by every signed part; the sweep aborts what nobody has touched for days.
    touched_at      timestamptz NOT NULL
);
CREATE INDEX uploads_open_by_account ON uploads (account_id, upload_id DESC) WHERE state = 'open';
CREATE INDEX uploads_idle ON uploads (touched_at) WHERE state = 'open';
CREATE INDEX uploads_by_lesson ON uploads (lesson_id);
CREATE INDEX uploads_by_video ON uploads (video_id);
CREATE INDEX uploads_by_account ON uploads (account_id);
