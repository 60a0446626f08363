-- +goose Up
-- proposed: an intervention (特殊处置) waits for a second person.
ALTER TABLE cases ADD COLUMN proposed TINYINT NOT NULL DEFAULT 0;
CREATE INDEX cases_proposed_id ON cases (proposed, id);

-- +goose Down
DROP INDEX cases_proposed_id ON cases;
ALTER TABLE cases DROP COLUMN proposed;
