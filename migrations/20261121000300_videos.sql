-- The asset, its generations, renditions and chunks. A playlist is a view of chunk rows.
CREATE TABLE videos (
    video_id        uuid PRIMARY KEY,
    owner_id        uuid NOT NULL REFERENCES accounts,
    file_name       text NOT NULL CONSTRAINT videos_file_name_length CHECK (length(file_name) BETWEEN 1 AND 255),
    size_bytes      bigint NOT NULL,
    original_key    text NOT NULL,
    state           text NOT NULL CONSTRAINT videos_state_known
                    CHECK (state IN ('uploaded', 'probing', 'encoding', 'ready', 'failed')),
    -- No state lasts for ever: past this the sweep fails it with `took-too-long`.
    deadline_at     timestamptz NOT NULL,
    -- A stable slug the interface translates, and its figures ({"at_ms": 1080000}).
    failure         text,
    failure_detail  jsonb,
    -- lectern_media::Probe and lectern_media::Measured, as they were found.
    probe           jsonb,
    measured        jsonb,
    duration_ms     bigint,
    width           integer,
    height          integer,
    index_key       text,
    poster_key      text,
    -- Encoded over planned, in milliseconds of media over all renditions' chunks; percent never falls.
    planned_ms      bigint NOT NULL DEFAULT 0,
    percent         smallint NOT NULL DEFAULT 0 CONSTRAINT videos_percent_range CHECK (percent BETWEEN 0 AND 100),
    -- When work on the current plan began: time left is estimated from it.
    encoding_since  timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    deleted_at      timestamptz
);
CREATE INDEX videos_by_owner ON videos (owner_id, video_id DESC);
CREATE INDEX videos_unfinished ON videos (deadline_at) WHERE state IN ('uploaded', 'probing', 'encoding');

CREATE TABLE generations (
    video_id     uuid NOT NULL REFERENCES videos,
    number       integer NOT NULL CONSTRAINT generations_number_positive CHECK (number > 0),
    kind         text NOT NULL CONSTRAINT generations_kind_known CHECK (kind IN ('copy', 'quick', 'ladder')),
    -- lectern_media::Plan: renditions, cut times, chunks.
    plan         jsonb NOT NULL,
    -- growing: watched while it grows (1) or hidden until complete (2 and later); complete: all chunks are there.
    state        text NOT NULL CONSTRAINT generations_state_known CHECK (state IN ('growing', 'complete', 'removed')),
    -- Viewers get the newest published. Generation 1 is published with its first chunk, later ones when complete.
    published_at timestamptz,
    superseded_at timestamptz,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (video_id, number)
);
CREATE INDEX generations_superseded ON generations (superseded_at) WHERE state <> 'removed' AND superseded_at IS NOT NULL;

CREATE TABLE renditions (
    video_id     uuid NOT NULL,
    generation   integer NOT NULL,
    -- Path segment of addresses: v1080, v360, copy, audio.
    name         text NOT NULL CONSTRAINT renditions_name_shape CHECK (name ~ '^[a-z0-9]{1,16}$'),
    kind         text NOT NULL CONSTRAINT renditions_kind_known CHECK (kind IN ('video', 'audio', 'muxed')),
    -- RFC 6381; null until the first chunk tells.
    codecs       text,
    width        integer,
    height       integer,
    frame_rate_mhz integer,
    -- Estimates while growing, exact when complete (RFC 8216 section 4.3.4.2).
    bandwidth_bps integer NOT NULL,
    average_bandwidth_bps integer NOT NULL,
    -- The longest segment the plan allows, in milliseconds: EXT-X-TARGETDURATION from the first version on.
    target_duration_ms integer NOT NULL,
    PRIMARY KEY (video_id, generation, name),
    FOREIGN KEY (video_id, generation) REFERENCES generations (video_id, number)
);

CREATE TABLE chunks (
    video_id    uuid NOT NULL,
    generation  integer NOT NULL,
    -- 'video': one decode for all picture rungs; 'audio': the sound; 'copy': picture and sound copied together.
    track       text NOT NULL CONSTRAINT chunks_track_known CHECK (track IN ('video', 'audio', 'copy')),
    index       integer NOT NULL,
    start_ms    bigint NOT NULL,
    duration_ms bigint NOT NULL,
    -- What the chunk counts for in percent: duration times renditions.
    planned_ms  bigint NOT NULL,
    job_id      uuid,
    -- Null until every segment is stored and its length checked. Then, by rendition:
    -- {"v360": {"init": "<sha256 prefix>", "segments": [{"d": 6000000, "b": 45678}, ...]}}, d in microseconds, b in bytes;
    -- first_segment numbers them on through the rendition.
    segments    jsonb,
    -- The key prefix the segments lie under: the attempt that made them.
    prefix      text,
    done_at     timestamptz,
    PRIMARY KEY (video_id, generation, track, index),
    FOREIGN KEY (video_id, generation) REFERENCES generations (video_id, number)
);
