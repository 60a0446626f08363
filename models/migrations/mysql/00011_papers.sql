-- +goose Up
-- Documents live: life is who signed, sealed and served one, and its earlier texts; waiting: for somebody to act.
ALTER TABLE documents
    ADD COLUMN waiting TINYINT NOT NULL DEFAULT 0,
    ADD COLUMN life LONGTEXT NULL,
    ADD KEY documents_waiting_case_id (waiting, case_id);
