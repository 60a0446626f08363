-- +goose Up
-- A meeting on several cases: its agenda and roll as JSON, the number of its minutes once they are confirmed.
CREATE TABLE meetings (
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- One stay of a case in a vote is on one agenda.
CREATE TABLE meeting_items (
    case_id TEXT NOT NULL,
    round INTEGER NOT NULL,
    meeting_id TEXT NOT NULL,
    PRIMARY KEY (case_id, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_items_meeting_id ON meeting_items (meeting_id);

-- +goose Down
DROP TABLE meeting_items;
DROP TABLE meetings;
