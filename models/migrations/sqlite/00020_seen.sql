-- +goose Up
-- When the person of a seat first opened the case (ms), 0: not yet. Written beside the record of the case.
ALTER TABLE seats ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
