-- +goose Up
-- A meeting on several cases: its agenda and roll as JSON, the number of its minutes once they are confirmed.
CREATE TABLE meetings (
    id VARCHAR(128) NOT NULL,
    at BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    number VARCHAR(255) NOT NULL,
    body LONGTEXT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One stay of a case in a vote is on one agenda.
CREATE TABLE meeting_items (
    case_id VARCHAR(128) NOT NULL,
    round BIGINT NOT NULL,
    meeting_id VARCHAR(128) NOT NULL,
    PRIMARY KEY (case_id, round),
    KEY meeting_items_meeting_id (meeting_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE meeting_items;
DROP TABLE meetings;
