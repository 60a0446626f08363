-- +goose Up

-- Messages from case to case. They carry no content, so that nothing of a case lies outside it.
CREATE TABLE errands (
    id VARCHAR(128) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    from_case VARCHAR(128) NOT NULL,
    to_case VARCHAR(128) NOT NULL,
    name VARCHAR(512) NOT NULL,
    at BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX errands_status_at_id ON errands (status, at, id);

-- Who resembles whom: a keyed hash of the fields that a procedure names, so that the values cannot be read off.
CREATE TABLE likenesses (
    case_id VARCHAR(128) NOT NULL,
    mark VARCHAR(128) NOT NULL,
    PRIMARY KEY (case_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX likenesses_mark ON likenesses (mark, case_id);

-- +goose Down

DROP TABLE likenesses;
DROP TABLE errands;
