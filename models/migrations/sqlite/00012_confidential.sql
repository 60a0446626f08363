-- +goose Up
-- The keyed digest of a person's id number; the name of a file is encrypted, and longer than before.
ALTER TABLE people ADD COLUMN id_mac TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE people DROP COLUMN id_mac;
