-- The bank of a course: a question with its right answers, as `lectern_quiz::Question`.
CREATE TABLE questions (
    question_id uuid PRIMARY KEY,
    course_id   uuid NOT NULL REFERENCES courses,
    topic       text,
    body        jsonb NOT NULL CONSTRAINT questions_body_object CHECK (jsonb_typeof(body) = 'object'),
    -- Raised by every change; attempts remember which one they asked.
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    deleted_at  timestamptz
);
CREATE INDEX questions_by_course ON questions (course_id, question_id DESC) WHERE deleted_at IS NULL;
CREATE INDEX questions_by_topic ON questions (course_id, topic) WHERE deleted_at IS NULL;

CREATE TABLE quizzes (
    lesson_id  uuid PRIMARY KEY REFERENCES lessons,
    settings   jsonb NOT NULL CONSTRAINT quizzes_settings_object CHECK (jsonb_typeof(settings) = 'object'),
    updated_at timestamptz NOT NULL
);

-- What a test asks, in order: a question of the bank, or so many drawn from a topic.
CREATE TABLE quiz_items (
    lesson_id   uuid NOT NULL REFERENCES quizzes,
    position    integer NOT NULL,
    question_id uuid REFERENCES questions,
    topic       text,
    draw_count  integer,
    PRIMARY KEY (lesson_id, position),
    CONSTRAINT quiz_items_one_of CHECK ((question_id IS NULL) <> (draw_count IS NULL)),
    CONSTRAINT quiz_items_question_once UNIQUE (lesson_id, question_id)
);
CREATE INDEX quiz_items_by_question ON quiz_items (question_id);

-- One try of one person. The questions are frozen here: later edits of the bank change nothing in it.
CREATE TABLE attempts (
    attempt_id     uuid PRIMARY KEY,
    lesson_id      uuid NOT NULL REFERENCES lessons,
    course_id      uuid NOT NULL REFERENCES courses,
    account_id     uuid NOT NULL REFERENCES accounts,
    number         integer NOT NULL,
    -- An editor's own try: it counts for nothing.
    trial          boolean NOT NULL,
    -- Never told: whoever knew it could undo the shuffling.
    seed           uuid NOT NULL,
    questions      jsonb NOT NULL CONSTRAINT attempts_questions_array CHECK (jsonb_typeof(questions) = 'array'),
    -- The questions with the keys of a later regrading, if there was one.
    regraded       jsonb,
    pass_percent   smallint NOT NULL,
    course_version integer NOT NULL,
    started_at     timestamptz NOT NULL,
    deadline_at    timestamptz,
    submitted_at   timestamptz,
    state          text NOT NULL CONSTRAINT attempts_state_known CHECK (state IN ('open', 'waiting_for_teacher', 'graded')),
    -- In hundredths of a point.
    points         integer,
    max_points     integer NOT NULL,
    passed         boolean,
    CONSTRAINT attempts_numbered UNIQUE (lesson_id, account_id, number),
    CONSTRAINT attempts_submitted CHECK ((state = 'open') = (submitted_at IS NULL))
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (lesson_id, account_id) WHERE state = 'open';
CREATE INDEX attempts_by_lesson ON attempts (lesson_id, attempt_id DESC);
CREATE INDEX attempts_waiting ON attempts (lesson_id, attempt_id) WHERE state = 'waiting_for_teacher';
CREATE INDEX attempts_by_account ON attempts (account_id);
CREATE INDEX attempts_by_course ON attempts (course_id);

CREATE TABLE attempt_answers (
    attempt_id     uuid NOT NULL REFERENCES attempts,
    -- Of the question in the attempt, from 0.
    index          integer NOT NULL,
    -- The client's: an older save never overwrites a newer one.
    seq            bigint NOT NULL,
    -- Null: the answer was taken back.
    answer         jsonb,
    saved_at       timestamptz NOT NULL,
    -- A person's grade, which beats the computed one.
    teacher_points integer,
    comment        text,
    graded_by      uuid REFERENCES accounts,
    graded_at      timestamptz,
    PRIMARY KEY (attempt_id, index)
);
CREATE INDEX attempt_answers_by_grader ON attempt_answers (graded_by) WHERE graded_by IS NOT NULL;

-- Questions asked while a video plays.
CREATE TABLE video_questions (
    moment_id   uuid PRIMARY KEY,
    lesson_id   uuid NOT NULL REFERENCES lessons,
    question_id uuid NOT NULL REFERENCES questions,
    at_ms       bigint NOT NULL CONSTRAINT video_questions_at CHECK (at_ms >= 0),
    CONSTRAINT video_questions_once UNIQUE (lesson_id, question_id, at_ms)
);
CREATE INDEX video_questions_by_lesson ON video_questions (lesson_id, at_ms);
CREATE INDEX video_questions_by_question ON video_questions (question_id);

-- The last answer of each person at a moment.
CREATE TABLE moment_answers (
    moment_id   uuid NOT NULL REFERENCES video_questions ON DELETE CASCADE,
    account_id  uuid NOT NULL REFERENCES accounts,
    answer      jsonb NOT NULL,
    points      integer NOT NULL,
    max_points  integer NOT NULL,
    tries       integer NOT NULL DEFAULT 1,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (moment_id, account_id)
);
CREATE INDEX moment_answers_by_account ON moment_answers (account_id);
