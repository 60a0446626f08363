-- +goose Up
-- Published texts of procedures.
CREATE TABLE definitions (
    hash VARCHAR(128) NOT NULL,
    process VARCHAR(128) NOT NULL,
    n BIGINT NOT NULL,
    source LONGBLOB NOT NULL,
    at BIGINT NOT NULL,
    by_person VARCHAR(128) NOT NULL,
    PRIMARY KEY (hash),
    UNIQUE KEY definitions_process_n (process, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row per case; memo is what only Decide reads. troubled: open with incidents.
CREATE TABLE cases (
    id VARCHAR(128) NOT NULL,
    process VARCHAR(128) NOT NULL,
    version VARCHAR(128) NOT NULL,
    number VARCHAR(255) NOT NULL,
    title LONGTEXT NOT NULL,
    initiator VARCHAR(128) NOT NULL,
    unit VARCHAR(128) NOT NULL,
    state VARCHAR(128) NOT NULL,
    status VARCHAR(32) NOT NULL,
    outcome VARCHAR(255) NOT NULL,
    round BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    content BIGINT NOT NULL,
    events BIGINT NOT NULL,
    head VARCHAR(128) NOT NULL,
    created_at BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    due_date VARCHAR(32) NOT NULL,
    due_provisional TINYINT NOT NULL,
    troubled TINYINT NOT NULL,
    memo LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY cases_status_id (status, id),
    KEY cases_troubled_id (troubled, id),
    KEY cases_process_id (process, id),
    KEY cases_number (number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE rounds (
    case_id VARCHAR(128) NOT NULL,
    n BIGINT NOT NULL,
    state VARCHAR(128) NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    event VARCHAR(128) NOT NULL,
    from_round BIGINT NOT NULL,
    data LONGTEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE tasks (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    round BIGINT NOT NULL,
    state VARCHAR(128) NOT NULL,
    grp VARCHAR(128) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    status VARCHAR(32) NOT NULL,
    candidates LONGTEXT NOT NULL,
    due_at BIGINT NOT NULL,
    due_date VARCHAR(32) NOT NULL,
    due_provisional TINYINT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    actor VARCHAR(128) NOT NULL,
    for_person VARCHAR(128) NOT NULL,
    event VARCHAR(128) NOT NULL,
    opinion LONGTEXT NOT NULL,
    reason LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY tasks_case_id_round_id (case_id, round, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Lines of inboxes, in the order in which they are read.
CREATE TABLE seats (
    person VARCHAR(128) NOT NULL,
    task VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    box VARCHAR(32) NOT NULL,
    sort_at BIGINT NOT NULL,
    state VARCHAR(128) NOT NULL,
    PRIMARY KEY (person, task),
    KEY seats_person_box_sort_at_task (person, box, sort_at, task),
    KEY seats_person_case_id (person, case_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The chain of a case; body is the whole event as JSON.
CREATE TABLE audit_events (
    case_id VARCHAR(128) NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash VARCHAR(128) NOT NULL,
    body LONGTEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Values behind commitments; a row may be deleted and the chain still verifies.
CREATE TABLE erasables (
    case_id VARCHAR(128) NOT NULL,
    n BIGINT NOT NULL,
    body LONGTEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE timers (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    round BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    grp VARCHAR(128) NOT NULL,
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    provisional TINYINT NOT NULL,
    status VARCHAR(32) NOT NULL,
    PRIMARY KEY (id),
    KEY timers_status_at_id (status, at, id),
    KEY timers_case_id_status (case_id, status)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE outbox (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    recipients LONGTEXT NOT NULL,
    body LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE receipts (
    actor VARCHAR(128) NOT NULL,
    idem_key VARBINARY(512) NOT NULL,
    hash VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    event BIGINT NOT NULL,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor, idem_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE ledger_accounts (
    ledger_key VARCHAR(255) NOT NULL,
    budget BIGINT NOT NULL DEFAULT 0,
    reserved BIGINT NOT NULL DEFAULT 0,
    spent BIGINT NOT NULL DEFAULT 0,
    budget_by VARCHAR(128) NOT NULL DEFAULT '',
    budget_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (ledger_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE ledger_moves (
    case_id VARCHAR(128) NOT NULL,
    name VARCHAR(128) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    ledger_key VARCHAR(255) NOT NULL,
    amount BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, name, kind),
    KEY ledger_moves_ledger_key_at (ledger_key, at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE claims (
    claim_key VARBINARY(1000) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    PRIMARY KEY (claim_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE notices (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    round BIGINT NOT NULL,
    process VARCHAR(128) NOT NULL,
    title LONGTEXT NOT NULL,
    body LONGTEXT NOT NULL,
    audience VARCHAR(32) NOT NULL,
    unit VARCHAR(128) NOT NULL,
    posted_on VARCHAR(32) NOT NULL,
    until_at BIGINT NOT NULL,
    until_date VARCHAR(32) NOT NULL,
    until_provisional TINYINT NOT NULL,
    status VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY notices_status_id (status, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE objections (
    id VARCHAR(128) NOT NULL,
    notice VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    body LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY objections_case_id (case_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE documents (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    doc_key VARCHAR(128) NOT NULL,
    name VARCHAR(255) NOT NULL,
    number VARCHAR(255) NOT NULL,
    title LONGTEXT NOT NULL,
    body LONGTEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY documents_case_id (case_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Last number given of each series; numbers have no gaps.
CREATE TABLE series (
    name VARCHAR(255) NOT NULL,
    last_number BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Counters that tell caches when the directory or the calendar changed.
CREATE TABLE revisions (
    name VARCHAR(32) NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE units (
    id VARCHAR(128) NOT NULL,
    name VARCHAR(255) NOT NULL,
    parent VARCHAR(128) NOT NULL,
    level VARCHAR(32) NOT NULL,
    sort_order BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE people (
    id VARCHAR(128) NOT NULL,
    username VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    unit VARCHAR(128) NOT NULL,
    title VARCHAR(255) NOT NULL,
    sort_order BIGINT NOT NULL,
    active TINYINT NOT NULL,
    attrs LONGTEXT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE posts (
    seq BIGINT NOT NULL,
    role VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    unit VARCHAR(128) NOT NULL,
    from_date VARCHAR(32) NOT NULL,
    until_date VARCHAR(32) NOT NULL,
    PRIMARY KEY (seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE kin (
    seq BIGINT NOT NULL,
    a VARCHAR(128) NOT NULL,
    b VARCHAR(128) NOT NULL,
    relation VARCHAR(255) NOT NULL,
    PRIMARY KEY (seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE leaves (
    seq BIGINT NOT NULL,
    person VARCHAR(128) NOT NULL,
    from_date VARCHAR(32) NOT NULL,
    until_date VARCHAR(32) NOT NULL,
    delegate VARCHAR(128) NOT NULL,
    processes LONGTEXT NOT NULL,
    reason LONGTEXT NOT NULL,
    PRIMARY KEY (seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE calendar_years (
    year BIGINT NOT NULL,
    published TINYINT NOT NULL,
    source VARCHAR(255) NOT NULL,
    days_off LONGTEXT NOT NULL,
    makeup LONGTEXT NOT NULL,
    PRIMARY KEY (year)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE calendar_days (
    day VARCHAR(32) NOT NULL,
    work TINYINT NOT NULL,
    source VARCHAR(255) NOT NULL,
    PRIMARY KEY (day)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE accounts (
    person VARCHAR(128) NOT NULL,
    username VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    disabled TINYINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (person),
    UNIQUE KEY accounts_username (username)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Only hashes of tokens are kept.
CREATE TABLE sessions (
    token_hash VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash),
    KEY sessions_person (person),
    KEY sessions_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE files (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    field VARCHAR(128) NOT NULL,
    name VARCHAR(255) NOT NULL,
    size BIGINT NOT NULL,
    sha256 VARCHAR(128) NOT NULL,
    mime VARCHAR(255) NOT NULL,
    by_person VARCHAR(128) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY files_case_id (case_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE settings (
    name VARCHAR(128) NOT NULL,
    value LONGTEXT NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE settings;
DROP TABLE files;
DROP TABLE sessions;
DROP TABLE accounts;
DROP TABLE calendar_days;
DROP TABLE calendar_years;
DROP TABLE leaves;
DROP TABLE kin;
DROP TABLE posts;
DROP TABLE people;
DROP TABLE units;
DROP TABLE revisions;
DROP TABLE series;
DROP TABLE documents;
DROP TABLE objections;
DROP TABLE notices;
DROP TABLE claims;
DROP TABLE ledger_moves;
DROP TABLE ledger_accounts;
DROP TABLE receipts;
DROP TABLE outbox;
DROP TABLE timers;
DROP TABLE erasables;
DROP TABLE audit_events;
DROP TABLE seats;
DROP TABLE tasks;
DROP TABLE rounds;
DROP TABLE cases;
DROP TABLE definitions;
