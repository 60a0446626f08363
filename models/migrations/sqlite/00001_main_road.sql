-- +goose Up
-- Published texts of procedures.
CREATE TABLE definitions (
    hash TEXT NOT NULL,
    process TEXT NOT NULL,
    n INTEGER NOT NULL,
    source BLOB NOT NULL,
    at INTEGER NOT NULL,
    by_person TEXT NOT NULL,
    PRIMARY KEY (hash)
) STRICT;
CREATE UNIQUE INDEX definitions_process_n ON definitions (process, n);

-- One row per case; memo is what only Decide reads. troubled: open with incidents.
CREATE TABLE cases (
    id TEXT NOT NULL,
    process TEXT NOT NULL,
    version TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    initiator TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT NOT NULL,
    round INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    content INTEGER NOT NULL,
    events INTEGER NOT NULL,
    head TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    due_date TEXT NOT NULL,
    due_provisional INTEGER NOT NULL,
    troubled INTEGER NOT NULL,
    memo TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX cases_status_id ON cases (status, id);
CREATE INDEX cases_troubled_id ON cases (troubled, id);
CREATE INDEX cases_process_id ON cases (process, id);
CREATE INDEX cases_number ON cases (number);

CREATE TABLE rounds (
    case_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    from_round INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT;

CREATE TABLE tasks (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    round INTEGER NOT NULL,
    state TEXT NOT NULL,
    grp TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    candidates TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    due_date TEXT NOT NULL,
    due_provisional INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    for_person TEXT NOT NULL,
    event TEXT NOT NULL,
    opinion TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX tasks_case_id_round_id ON tasks (case_id, round, id);

-- Lines of inboxes, in the order in which they are read.
CREATE TABLE seats (
    person TEXT NOT NULL,
    task TEXT NOT NULL,
    case_id TEXT NOT NULL,
    box TEXT NOT NULL,
    sort_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (person, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX seats_person_box_sort_at_task ON seats (person, box, sort_at, task);
CREATE INDEX seats_person_case_id ON seats (person, case_id);

-- The chain of a case; body is the whole event as JSON.
CREATE TABLE audit_events (
    case_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT;

-- Values behind commitments; a row may be deleted and the chain still verifies.
CREATE TABLE erasables (
    case_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT;

CREATE TABLE timers (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    round INTEGER NOT NULL,
    kind TEXT NOT NULL,
    grp TEXT NOT NULL,
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX timers_status_at_id ON timers (status, at, id);
CREATE INDEX timers_case_id_status ON timers (case_id, status);

CREATE TABLE outbox (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipients TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE TABLE receipts (
    actor TEXT NOT NULL,
    idem_key TEXT NOT NULL,
    hash TEXT NOT NULL,
    case_id TEXT NOT NULL,
    event INTEGER NOT NULL,
    status INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (actor, idem_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_accounts (
    ledger_key TEXT NOT NULL,
    budget INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0,
    spent INTEGER NOT NULL DEFAULT 0,
    budget_by TEXT NOT NULL DEFAULT '',
    budget_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (ledger_key)
) STRICT;

CREATE TABLE ledger_moves (
    case_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    ledger_key TEXT NOT NULL,
    amount INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, name, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_moves_ledger_key_at ON ledger_moves (ledger_key, at);

CREATE TABLE claims (
    claim_key TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (claim_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    round INTEGER NOT NULL,
    process TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    audience TEXT NOT NULL,
    unit TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    until_at INTEGER NOT NULL,
    until_date TEXT NOT NULL,
    until_provisional INTEGER NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX notices_status_id ON notices (status, id);

CREATE TABLE objections (
    id TEXT NOT NULL,
    notice TEXT NOT NULL,
    case_id TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX objections_case_id ON objections (case_id);

CREATE TABLE documents (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    doc_key TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX documents_case_id ON documents (case_id);

-- Last number given of each series; numbers have no gaps.
CREATE TABLE series (
    name TEXT NOT NULL,
    last_number INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Counters that tell caches when the directory or the calendar changed.
CREATE TABLE revisions (
    name TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE units (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    level TEXT NOT NULL,
    sort_order INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE TABLE people (
    id TEXT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_order INTEGER NOT NULL,
    active INTEGER NOT NULL,
    attrs TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE TABLE posts (
    seq INTEGER NOT NULL,
    role TEXT NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    PRIMARY KEY (seq)
) STRICT;

CREATE TABLE kin (
    seq INTEGER NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (seq)
) STRICT;

CREATE TABLE leaves (
    seq INTEGER NOT NULL,
    person TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    delegate TEXT NOT NULL,
    processes TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (seq)
) STRICT;

CREATE TABLE calendar_years (
    year INTEGER NOT NULL,
    published INTEGER NOT NULL,
    source TEXT NOT NULL,
    days_off TEXT NOT NULL,
    makeup TEXT NOT NULL,
    PRIMARY KEY (year)
) STRICT;

CREATE TABLE calendar_days (
    day TEXT NOT NULL,
    work INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (day)
) STRICT;

CREATE TABLE accounts (
    person TEXT NOT NULL,
    username TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (person)
) STRICT;
CREATE UNIQUE INDEX accounts_username ON accounts (username);

-- Only hashes of tokens are kept.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL,
    person TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT;
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE files (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX files_case_id ON files (case_id);

CREATE TABLE settings (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT;

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
