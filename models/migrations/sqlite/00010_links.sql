-- +goose Up

-- Messages from case to case. They carry no content, so that nothing of a case lies outside it.
CREATE TABLE errands (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_case TEXT NOT NULL,
    to_case TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX errands_status_at_id ON errands (status, at, id);

-- Who resembles whom: a keyed hash of the fields that a procedure names, so that the values cannot be read off.
CREATE TABLE likenesses (
    case_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (case_id)
) STRICT;
CREATE INDEX likenesses_mark ON likenesses (mark, case_id);

-- +goose Down

DROP TABLE likenesses;
DROP TABLE errands;
