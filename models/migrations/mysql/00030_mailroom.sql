-- +goose Up
-- Addresses of people, by which messages reach them outside the system.
ALTER TABLE people
    ADD COLUMN mail VARCHAR(254) NOT NULL DEFAULT '',
    ADD COLUMN wecom VARCHAR(128) NOT NULL DEFAULT '',
    ADD COLUMN dingtalk VARCHAR(128) NOT NULL DEFAULT '';

-- Messages written before there was anybody to deliver them are not sent any more.
ALTER TABLE outbox ADD COLUMN addressed TINYINT NOT NULL DEFAULT 0;
UPDATE outbox SET addressed = 1;
CREATE INDEX outbox_addressed_id ON outbox (addressed, id);

-- Who was told what in the system, and when he read it (0: not yet).
CREATE TABLE received (
    person VARCHAR(128) NOT NULL,
    message VARCHAR(128) NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (person, message)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX received_person_read_at ON received (person, read_at, message);

-- Messages on their way out of the system. id goes with every attempt; attempts is what a process takes one by.
CREATE TABLE deliveries (
    id VARCHAR(160) NOT NULL,
    message VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    channel VARCHAR(32) NOT NULL,
    target VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    status VARCHAR(16) NOT NULL,
    not_before BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts INT NOT NULL,
    error VARCHAR(1000) NOT NULL,
    at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX deliveries_status_next_at ON deliveries (status, next_at, id);
CREATE INDEX deliveries_status_id ON deliveries (status, id);

CREATE TABLE preferences (
    person VARCHAR(128) NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE preferences;
DROP TABLE deliveries;
DROP TABLE received;
DROP INDEX outbox_addressed_id ON outbox;
ALTER TABLE outbox DROP COLUMN addressed;
ALTER TABLE people DROP COLUMN dingtalk, DROP COLUMN wecom, DROP COLUMN mail;
