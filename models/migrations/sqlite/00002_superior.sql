-- +goose Up
-- The organ above a unit in its own line of work, where that is not the parent; '' where it is.
ALTER TABLE units ADD COLUMN superior TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE units DROP COLUMN superior;
