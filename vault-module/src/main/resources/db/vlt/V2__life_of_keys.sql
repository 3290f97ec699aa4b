-- Every statement may run again: a migration that was killed runs from its start. By vlt_key.wrapped, which goes last, a
-- start tells which tables it finds.

-- The root keys that open this database: one, and two while the root key is replaced.
CREATE TABLE IF NOT EXISTS vlt_root (
    fingerprint CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    added_at DATETIME(6) NOT NULL,
    PRIMARY KEY (fingerprint)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- A key under a root key.
CREATE TABLE IF NOT EXISTS vlt_wrapping (
    key_id INT UNSIGNED NOT NULL,
    root_fingerprint CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- format(1) | nonce(12) | key(32) | tag(16)
    wrapped VARBINARY(255) NOT NULL,
    PRIMARY KEY (key_id, root_fingerprint)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

SET @old = (SELECT COUNT(*) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = 'vlt_key' AND column_name = 'wrapped');
SET @roots = IF(@old, 'INSERT IGNORE INTO vlt_root (fingerprint, added_at)
    SELECT root_key_fingerprint, created_at FROM vlt_installation', 'DO 0');
SET @wrappings = IF(@old, 'INSERT IGNORE INTO vlt_wrapping (key_id, root_fingerprint, wrapped)
    SELECT k.id, i.root_key_fingerprint, k.wrapped FROM vlt_key k, vlt_installation i', 'DO 0');
EXECUTE IMMEDIATE @roots;
EXECUTE IMMEDIATE @wrappings;

-- pending: every node may open with it, none seals. active: seals. retiring: opens only. destroyed: its wrappings are
-- gone, and its id is never used again.
UPDATE vlt_key SET state = 'active' WHERE state = 'live';

ALTER TABLE vlt_key
    -- what was sealed before this was counted is not known, and taken for 2^24
    ADD COLUMN IF NOT EXISTS uses BIGINT UNSIGNED NOT NULL DEFAULT 16777216
        COMMENT 'seals that nodes took leave to make: at least as many as were made',
    ADD COLUMN IF NOT EXISTS changed_at DATETIME(6) NULL COMMENT 'when the state was entered; none where it is the first',
    ADD COLUMN IF NOT EXISTS reseal BOOLEAN NOT NULL DEFAULT FALSE
        COMMENT 'rows that move to this key are encrypted anew, and not only their data key wrapped anew',
    ADD COLUMN IF NOT EXISTS active_for VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin
        AS (IF(state = 'active', purpose, NULL)) STORED,
    ADD UNIQUE KEY IF NOT EXISTS vlt_key_one_active (active_for);
ALTER TABLE vlt_key ALTER COLUMN uses SET DEFAULT 0;

ALTER TABLE vlt_installation
    ADD COLUMN IF NOT EXISTS ring_revision BIGINT NOT NULL DEFAULT 1 COMMENT 'moves with every change of keys or wrappings';

-- Every start of a node that may still run. A node that ended in good order takes its row away.
CREATE TABLE IF NOT EXISTS vlt_node (
    id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(255) NOT NULL,
    root_fingerprint CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'that it was started with',
    ring_revision BIGINT NOT NULL COMMENT 'that it has loaded',
    started_at DATETIME(6) NOT NULL,
    seen_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS vlt_lease (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epoch BIGINT NOT NULL,
    until DATETIME(6) NOT NULL,
    PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The tables in which modules list the keys that their rows may be under: a foreign key holds every row to its list, so
-- that no row can be under a key that was destroyed, however late its transaction ends.
CREATE TABLE IF NOT EXISTS vlt_holder (
    key_table VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (key_table)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- How far the rows of a table have left the retiring keys, for whoever watches. What is done next is read from the
-- rows themselves.
CREATE TABLE IF NOT EXISTS vlt_move (
    source VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    moved BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    started_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (source)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Rows that did not open when they were to leave their key, and keep it from being destroyed.
CREATE TABLE IF NOT EXISTS vlt_unreadable (
    source VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    row_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    key_id INT UNSIGNED NOT NULL,
    found_at DATETIME(6) NOT NULL,
    PRIMARY KEY (source, row_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What the operator's command asks of the nodes.
CREATE TABLE IF NOT EXISTS vlt_request (
    id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    action VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    key_id INT UNSIGNED NULL COMMENT 'that it is about; the new one, once it was rotated',
    asked_at DATETIME(6) NOT NULL,
    outcome VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'DONE, or the code of the refusal',
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

ALTER TABLE vlt_installation MODIFY COLUMN root_key_fingerprint CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'of the first root key, where the database was set up before there was vlt_root';
ALTER TABLE vlt_key DROP COLUMN IF EXISTS wrapped;
