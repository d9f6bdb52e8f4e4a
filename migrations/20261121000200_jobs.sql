-- The truth of the queue. Redis carries ids of these rows and nothing else.
CREATE TABLE jobs (
    job_id       uuid PRIMARY KEY,
    kind         text NOT NULL,
    queue        text NOT NULL CONSTRAINT jobs_queue_known CHECK (queue IN ('first', 'encode', 'background', 'quick', 'mail')),
    -- Whose work it is: the dispatcher is fair between owners.
    owner_id     uuid,
    -- What it is about (a video, an upload): lets a page show what runs for it.
    subject_id   uuid,
    payload      jsonb NOT NULL CONSTRAINT jobs_payload_small CHECK (pg_column_size(payload) <= 2048),
    -- Lower goes first within a queue.
    priority     integer NOT NULL DEFAULT 0,
    state        text NOT NULL DEFAULT 'waiting' CONSTRAINT jobs_state_known
                 CHECK (state IN ('waiting', 'running', 'done', 'dead', 'cancelled')),
    -- The fence: raised by every claim; who writes with an older value hits no row.
    attempt      integer NOT NULL DEFAULT 0,
    -- Handler errors and leases lost at the same piece of work; hand-backs do not count.
    failures     integer NOT NULL DEFAULT 0,
    max_failures integer NOT NULL DEFAULT 5,
    run_at       timestamptz NOT NULL DEFAULT now(),
    -- When its id was last sent through Redis; null when it is to be sent.
    sent_at      timestamptz,
    lease_until  timestamptz,
    worker       text,
    -- Handler's own unit, for chunks milliseconds of picture or sound made.
    progress     bigint NOT NULL DEFAULT 0,
    last_error   text,
    -- The request that put it, so that logs join.
    request_id   text,
    -- At most one live job with the same key.
    unique_key   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);
CREATE INDEX jobs_due ON jobs (queue, priority, run_at) WHERE state = 'waiting';
CREATE INDEX jobs_leases ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_by_subject ON jobs (subject_id, state);
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('done', 'cancelled');
CREATE INDEX jobs_by_owner ON jobs (owner_id) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX jobs_one_live_per_key ON jobs (unique_key) WHERE state IN ('waiting', 'running');
