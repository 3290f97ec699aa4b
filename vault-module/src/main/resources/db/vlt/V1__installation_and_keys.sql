CREATE TABLE vlt_installation (
    id TINYINT UNSIGNED NOT NULL,
    created_at DATETIME(6) NOT NULL,
    root_key_fingerprint CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT vlt_one_installation CHECK (id = 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE vlt_key (
    id INT UNSIGNED NOT NULL,
    purpose VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- format(1) | nonce(12) | key(32) | tag(16), under the root key
    wrapped VARBINARY(255) NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
