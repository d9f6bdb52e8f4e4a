-- Watching earns at most three times the wall time. The time that was not claimed yet begins here.
ALTER TABLE lesson_progress ADD COLUMN IF NOT EXISTS credit_from timestamptz NOT NULL DEFAULT now();
-- When the token in the viewer's addresses is over: renewal after that needs new addresses.
ALTER TABLE playback_sessions ADD COLUMN IF NOT EXISTS token_expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours';
