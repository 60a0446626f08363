-- +goose Up
-- Flags on people, as each act of a case set or withdrew them ("" in until_date). Rows are only added.
CREATE TABLE flags (
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    case_id TEXT NOT NULL,
    event INTEGER NOT NULL,
    until_date TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (party, name, case_id, event)
) STRICT;

-- Lines of registers (台账). Rows are only added; of one case the highest rev counts.
CREATE TABLE register_entries (
    process TEXT NOT NULL,
    register TEXT NOT NULL,
    case_id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    number TEXT NOT NULL,
    entry_date TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    shown TEXT NOT NULL,
    by_person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (process, register, case_id, rev)
) STRICT;

-- Who asked for whose standing. Rows are only added; what was answered is not kept.
CREATE TABLE standing_queries (
    id TEXT NOT NULL,
    actor TEXT NOT NULL,
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- +goose Down
DROP TABLE standing_queries;
DROP TABLE register_entries;
DROP TABLE flags;
