-- +goose Up
-- Documents live: life is who signed, sealed and served one, and its earlier texts; waiting: for somebody to act.
ALTER TABLE documents ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN life TEXT NOT NULL DEFAULT '';
CREATE INDEX documents_waiting_case_id ON documents (waiting, case_id);
