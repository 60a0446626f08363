-- +goose Up
-- The keyed digest of a person's id number; the name of a file is encrypted, and longer than before.
ALTER TABLE people ADD COLUMN id_mac VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE files MODIFY COLUMN name VARCHAR(2000) NOT NULL;

-- +goose Down
ALTER TABLE files MODIFY COLUMN name VARCHAR(255) NOT NULL;
ALTER TABLE people DROP COLUMN id_mac;
