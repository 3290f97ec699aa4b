-- this server as a client of a provider; version moves with the sealed value, which it is bound to
CREATE TABLE oau_app (
    provider       VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client_id      VARCHAR(512)  NOT NULL,
    authentication VARCHAR(32)   CHARACTER SET ascii COLLATE ascii_bin,
    sealed_name    VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin,
    sealed         BLOB,
    sealed_version BIGINT        NOT NULL,
    saved_at       DATETIME(6)   NOT NULL,
    PRIMARY KEY (provider)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- what is wrong with an app, wherever it was configured
CREATE TABLE oau_app_problem (
    provider VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    problem  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    since    DATETIME(6) NOT NULL,
    PRIMARY KEY (provider)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- metadata as an issuer told it, pinned
CREATE TABLE oau_metadata (
    issuer_hash VARBINARY(32) NOT NULL,
    metadata    MEDIUMTEXT    NOT NULL,
    pinned_at   DATETIME(6)   NOT NULL,
    PRIMARY KEY (issuer_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- the state is kept as a hash; opened counts how often it was opened, each time with another state and verifier
CREATE TABLE oau_authorization (
    id            VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id       VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    provider      VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status        VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    request       MEDIUMTEXT    NOT NULL,
    return_to     VARCHAR(2048),
    connection_id VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin,
    failure       VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin,
    session_id    VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin,
    state_hash    VARBINARY(32),
    verifier      VARBINARY(512),
    nonce         VARBINARY(512),
    opened        BIGINT        NOT NULL,
    created_at    DATETIME(6)   NOT NULL,
    expires_at    DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY oau_authorization_state (state_hash),
    KEY oau_authorization_of_user (user_id, status, expires_at),
    KEY oau_authorization_expires (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
