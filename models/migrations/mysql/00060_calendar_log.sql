-- +goose Up
-- Who changed the workdays of a year, when and from what to what. Rows are only added.
CREATE TABLE calendar_log (
    id VARCHAR(128) NOT NULL,
    year BIGINT NOT NULL,
    person VARCHAR(128) NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    revision BIGINT NOT NULL,
    year_before LONGTEXT NOT NULL,
    year_after LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY calendar_log_year_id (year, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE calendar_log;
