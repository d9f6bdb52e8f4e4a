-- When a completed course leaves its learner's cabinet: calendar months, in the school's time zone, after it was completed
-- or last kept.
CREATE FUNCTION leaves_cabinet_at(enrolment enrolments, rule school) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (GREATEST(enrolment.completed_at, enrolment.kept_at) AT TIME ZONE rule.time_zone
            + make_interval(months => rule.archive_after_months)) AT TIME ZONE rule.time_zone
$$;
