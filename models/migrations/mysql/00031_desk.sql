-- +goose Up
-- Comments beside the record of a case. Texts are sealed; a comment is voided, never changed.
CREATE TABLE comments (
    id VARCHAR(128) NOT NULL,
    case_id VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    body LONGTEXT NOT NULL,
    mentions LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    void_at BIGINT NOT NULL,
    void_why LONGTEXT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX comments_case_id_id ON comments (case_id, id);

CREATE TABLE phrases (
    person VARCHAR(128) NOT NULL,
    body LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What somebody typed and did not save, version by version; aside: typed over a version that was not the newest.
CREATE TABLE autosaves (
    case_id VARCHAR(128) NOT NULL,
    person VARCHAR(128) NOT NULL,
    rev BIGINT NOT NULL,
    id VARCHAR(128) NOT NULL,
    aside TINYINT NOT NULL,
    body LONGTEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, person, rev)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE autosaves;
DROP TABLE phrases;
DROP TABLE comments;
