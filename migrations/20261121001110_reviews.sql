-- What learners say of courses, what teachers answer, and what was reported.
CREATE TABLE reviews (
    review_id   uuid PRIMARY KEY,
    course_id   uuid NOT NULL REFERENCES courses,
    account_id  uuid NOT NULL REFERENCES accounts,
    stars       smallint NOT NULL CONSTRAINT reviews_stars_range CHECK (stars BETWEEN 1 AND 5),
    body        text NOT NULL CONSTRAINT reviews_body_length CHECK (length(body) <= 5000),
    answer      text CONSTRAINT reviews_answer_length CHECK (length(answer) BETWEEN 1 AND 5000),
    answered_by uuid REFERENCES accounts,
    answered_at timestamptz,
    -- Hidden by an admin: not shown and not counted, but to its author.
    hidden_at   timestamptz,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT reviews_one_per_author UNIQUE (course_id, account_id),
    CONSTRAINT reviews_answer_whole CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
);
CREATE INDEX reviews_by_course ON reviews (course_id, review_id DESC) WHERE hidden_at IS NULL;
CREATE INDEX reviews_by_stars ON reviews (course_id, stars, review_id DESC) WHERE hidden_at IS NULL;
CREATE INDEX reviews_by_account ON reviews (account_id);
CREATE INDEX reviews_by_answerer ON reviews (answered_by);
CREATE INDEX reviews_hidden ON reviews (review_id DESC) WHERE hidden_at IS NOT NULL;

-- One report a person. A decision of an admin closes the open ones; a review changed since may be reported anew.
CREATE TABLE review_reports (
    review_id  uuid NOT NULL REFERENCES reviews ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts,
    reason     text NOT NULL CONSTRAINT review_reports_reason_known
               CHECK (reason IN ('spam', 'insult', 'off-topic', 'private-data', 'other')),
    note       text NOT NULL DEFAULT '' CONSTRAINT review_reports_note_length CHECK (length(note) <= 500),
    created_at timestamptz NOT NULL,
    closed_at  timestamptz,
    PRIMARY KEY (review_id, account_id)
);
CREATE INDEX review_reports_open ON review_reports (review_id DESC) WHERE closed_at IS NULL;
CREATE INDEX review_reports_by_account ON review_reports (account_id);
