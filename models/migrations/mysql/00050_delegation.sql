-- +goose Up
-- Who entered a leave or delegation and when, and who ended it early: an ended one stays as a record.
ALTER TABLE leaves ADD COLUMN id VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE leaves ADD COLUMN by_person VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE leaves ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leaves ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leaves ADD COLUMN ended_by VARCHAR(128) NOT NULL DEFAULT '';

-- Who may act on a turn for whom (委托代办), as JSON: delegate to principal; '' for nobody.
ALTER TABLE tasks ADD COLUMN standins LONGTEXT NOT NULL DEFAULT ('');

-- +goose Down
ALTER TABLE tasks DROP COLUMN standins;
ALTER TABLE leaves DROP COLUMN ended_by;
ALTER TABLE leaves DROP COLUMN ended_at;
ALTER TABLE leaves DROP COLUMN at;
ALTER TABLE leaves DROP COLUMN by_person;
ALTER TABLE leaves DROP COLUMN id;
