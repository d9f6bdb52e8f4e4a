-- What learners see of a course's outline is kept in memory under this stamp; whatever changes it raises the stamp in the
-- same transaction.
ALTER TABLE courses ADD COLUMN outline_stamp bigint NOT NULL DEFAULT 0;

CREATE FUNCTION stamp_changed_outlines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE courses SET outline_stamp = outline_stamp + 1 WHERE course_id IN (SELECT course_id FROM changed);
    RETURN NULL;
END $$;

CREATE TRIGGER outline_gained AFTER INSERT ON published_lessons
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stamp_changed_outlines();
CREATE TRIGGER outline_changed AFTER UPDATE ON published_lessons
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stamp_changed_outlines();
CREATE TRIGGER outline_lost AFTER DELETE ON published_lessons
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stamp_changed_outlines();
CREATE TRIGGER sections_gained AFTER INSERT ON published_sections
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stamp_changed_outlines();
CREATE TRIGGER sections_changed AFTER UPDATE ON published_sections
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION stamp_changed_outlines();

-- A video becomes playable, or stops being so.
CREATE FUNCTION stamp_outlines_of_video() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE courses SET outline_stamp = outline_stamp + 1
    WHERE course_id IN (SELECT course_id FROM published_lessons WHERE video_id = NEW.video_id);
    RETURN NULL;
END $$;

CREATE TRIGGER playable_changed AFTER UPDATE ON generations FOR EACH ROW
    WHEN ((OLD.published_at IS NULL) <> (NEW.published_at IS NULL) OR (OLD.state = 'removed') <> (NEW.state = 'removed'))
    EXECUTE FUNCTION stamp_outlines_of_video();
