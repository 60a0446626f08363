-- +goose Up
-- Flags on people, as each act of a case set or withdrew them ("" in until_date). Rows are only added.
CREATE TABLE flags (
    party VARCHAR(128) NOT NULL,
    name VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    event BIGINT NOT NULL,
    until_date VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (party, name, case_id, event)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Lines of registers (台账). Rows are only added; of one case the highest rev counts.
CREATE TABLE register_entries (
    process VARCHAR(128) NOT NULL,
    register VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    rev BIGINT NOT NULL,
    number VARCHAR(255) NOT NULL,
    entry_date VARCHAR(32) NOT NULL,
    unit VARCHAR(128) NOT NULL,
    state VARCHAR(255) NOT NULL,
    outcome VARCHAR(255) NOT NULL,
    shown LONGTEXT NOT NULL,
    by_person VARCHAR(128) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (process, register, case_id, rev)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who asked for whose standing. Rows are only added; what was answered is not kept.
CREATE TABLE standing_queries (
    id VARCHAR(128) NOT NULL,
    actor VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    purpose VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE standing_queries;
DROP TABLE register_entries;
DROP TABLE flags;
