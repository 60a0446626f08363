-- +goose Up
-- What was taken out of the system: tables, prints, packages. A row is written before anything is handed over; done_at and
-- row_count follow when it is whole.
CREATE TABLE exports (
    id TEXT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    filter TEXT NOT NULL,
    format TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    at INTEGER NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- +goose Down
DROP TABLE exports;
