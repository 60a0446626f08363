-- +goose Up
-- Statistics as they stood when a month ended. A row is written once and never changed.
CREATE TABLE frozen_months (
    process TEXT NOT NULL,
    month TEXT NOT NULL,
    body TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (process, month)
) STRICT;

-- +goose Down
DROP TABLE frozen_months;
