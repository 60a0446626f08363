-- +goose Up
-- Comments beside the record of a case. Texts are sealed; a comment is voided, never changed.
CREATE TABLE comments (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    mentions TEXT NOT NULL,
    at INTEGER NOT NULL,
    void_at INTEGER NOT NULL,
    void_why TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX comments_case_id_id ON comments (case_id, id);

CREATE TABLE phrases (
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person)
) STRICT;

-- What somebody typed and did not save, version by version; aside: typed over a version that was not the newest.
CREATE TABLE autosaves (
    case_id TEXT NOT NULL,
    person TEXT NOT NULL,
    rev INTEGER NOT NULL,
    id TEXT NOT NULL,
    aside INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, person, rev)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE autosaves;
DROP TABLE phrases;
DROP TABLE comments;
