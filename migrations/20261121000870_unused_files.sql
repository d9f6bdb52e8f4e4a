-- For the sweep of files that no lesson names, and for the bytes that several files share.
CREATE INDEX files_by_age ON files (created_at);
CREATE INDEX files_by_store_key ON files (store_key);
