-- +goose Up
-- The version of a file that this one takes the place of; and what is known of its use: 0 nothing yet, 1 it is used, 2 it is
-- not and goes at the next look.
ALTER TABLE files ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
CREATE INDEX files_settled_at ON files (settled, at);

-- +goose Down
DROP INDEX files_settled_at;
ALTER TABLE files DROP COLUMN settled;
ALTER TABLE files DROP COLUMN replaces;
