-- +goose Up
-- Addresses of people, by which messages reach them outside the system.
ALTER TABLE people ADD COLUMN mail TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN wecom TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN dingtalk TEXT NOT NULL DEFAULT '';

-- Messages written before there was anybody to deliver them are not sent any more.
ALTER TABLE outbox ADD COLUMN addressed INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET addressed = 1;
CREATE INDEX outbox_addressed_id ON outbox (addressed, id);

-- Who was told what in the system, and when he read it (0: not yet).
CREATE TABLE received (
    person TEXT NOT NULL,
    message TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (person, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX received_person_read_at ON received (person, read_at, message);

-- Messages on their way out of the system. id goes with every attempt; attempts is what a process takes one by.
CREATE TABLE deliveries (
    id TEXT NOT NULL,
    message TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    person TEXT NOT NULL,
    status TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX deliveries_status_next_at ON deliveries (status, next_at, id);
CREATE INDEX deliveries_status_id ON deliveries (status, id);

CREATE TABLE preferences (
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person)
) STRICT;

-- +goose Down
DROP TABLE preferences;
DROP TABLE deliveries;
DROP TABLE received;
DROP INDEX outbox_addressed_id;
ALTER TABLE outbox DROP COLUMN addressed;
ALTER TABLE people DROP COLUMN dingtalk;
ALTER TABLE people DROP COLUMN wecom;
ALTER TABLE people DROP COLUMN mail;
