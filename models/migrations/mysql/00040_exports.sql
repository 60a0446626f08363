-- +goose Up
-- What was taken out of the system: tables, prints, packages. A row is written before anything is handed over; done_at and
-- row_count follow when it is whole.
CREATE TABLE exports (
    id VARCHAR(128) NOT NULL,
    actor VARCHAR(128) NOT NULL,
    what VARCHAR(32) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    filter LONGTEXT NOT NULL,
    format VARCHAR(32) NOT NULL,
    row_count BIGINT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE exports;
