-- What learners are asked: the bank, the tests and the questions inside videos as they were published last, beside what
-- their teachers edit.
ALTER TABLE questions
    -- Null: learners are not asked it, because it is new or because it was taken out.
    ADD COLUMN published_body jsonb,
    ADD COLUMN published_topic text,
    ADD COLUMN published_version integer,
    ADD CONSTRAINT questions_published_whole CHECK ((published_body IS NULL) = (published_version IS NULL));
CREATE INDEX questions_published ON questions (course_id) WHERE published_body IS NOT NULL;

-- Settings and items together, as they are sent to be saved. Null: the test was never published.
ALTER TABLE quizzes ADD COLUMN published jsonb CONSTRAINT quizzes_published_object CHECK (jsonb_typeof(published) = 'object');

ALTER TABLE video_questions
    -- Its teachers have it in the editor; a published one that is taken out stays until the next publication.
    ADD COLUMN edited boolean NOT NULL DEFAULT true,
    ADD COLUMN published boolean NOT NULL DEFAULT false;

-- A test as it is edited, in the form in which it is published.
CREATE FUNCTION quiz_edited(quiz quizzes) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'settings', quiz.settings,
        'items', COALESCE((
            SELECT jsonb_agg(CASE WHEN i.question_id IS NULL
                                  THEN jsonb_build_object('kind', 'draw', 'topic', i.topic, 'count', i.draw_count)
                                  ELSE jsonb_build_object('kind', 'question', 'question_id', i.question_id) END
                             ORDER BY i.position)
            FROM quiz_items i WHERE i.lesson_id = quiz.lesson_id), '[]'))
$$;

-- So far every change was at once what learners got.
UPDATE questions q SET published_body = body, published_topic = topic, published_version = q.version
FROM courses c WHERE c.course_id = q.course_id AND c.version > 0 AND q.deleted_at IS NULL;
UPDATE quizzes q SET published = quiz_edited(q) FROM published_lessons p WHERE p.lesson_id = q.lesson_id;
UPDATE video_questions v SET published = true FROM published_lessons p WHERE p.lesson_id = v.lesson_id;
