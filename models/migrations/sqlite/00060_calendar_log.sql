-- +goose Up
-- Who changed the workdays of a year, when and from what to what. Rows are only added.
CREATE TABLE calendar_log (
    id TEXT NOT NULL,
    year INTEGER NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    year_before TEXT NOT NULL,
    year_after TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX calendar_log_year_id ON calendar_log (year, id);

-- +goose Down
DROP TABLE calendar_log;
