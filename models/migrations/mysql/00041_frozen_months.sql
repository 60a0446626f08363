-- +goose Up
-- Statistics as they stood when a month ended. A row is written once and never changed.
CREATE TABLE frozen_months (
    process VARCHAR(128) NOT NULL,
    month VARCHAR(32) NOT NULL,
    body LONGTEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (process, month)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE frozen_months;
