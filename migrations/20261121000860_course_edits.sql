-- What a teacher changed about a published course and has not published: columns of `courses` with their new values.
-- What learners see stays in the columns themselves.
ALTER TABLE courses ADD COLUMN edits jsonb CONSTRAINT courses_edits_object CHECK (jsonb_typeof(edits) = 'object');
