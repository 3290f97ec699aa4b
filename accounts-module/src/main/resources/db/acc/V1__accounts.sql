-- ids, hashes and codes compare by bytes; names of people and places without regard to case
CREATE TABLE acc_user (
    id               VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    email            VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    first_name       VARCHAR(100) NOT NULL,
    last_name        VARCHAR(100) NOT NULL,
    password_hash    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role             VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    active_workspace VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin,
    created_at       DATETIME(6)  NOT NULL,
    version          BIGINT       NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY acc_user_email (email),
    KEY acc_user_active_workspace (active_workspace)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_as_ci;

CREATE TABLE acc_workspace (
    id         VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       VARCHAR(100) NOT NULL,
    created_at DATETIME(6)  NOT NULL,
    version    BIGINT       NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_as_ci;

CREATE TABLE acc_membership (
    id           VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    workspace_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    position     INT         NOT NULL,
    version      BIGINT      NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY acc_membership_user_workspace (user_id, workspace_id),
    UNIQUE KEY acc_membership_user_position (user_id, position),
    KEY acc_membership_workspace (workspace_id),
    CONSTRAINT acc_membership_user FOREIGN KEY (user_id) REFERENCES acc_user (id),
    CONSTRAINT acc_membership_of_workspace FOREIGN KEY (workspace_id) REFERENCES acc_workspace (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_as_ci;

CREATE TABLE acc_environment (
    id           VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    workspace_id VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name         VARCHAR(100) NOT NULL,
    position     INT          NOT NULL,
    created_at   DATETIME(6)  NOT NULL,
    version      BIGINT       NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY acc_environment_name (workspace_id, name),
    UNIQUE KEY acc_environment_position (workspace_id, position),
    CONSTRAINT acc_environment_workspace FOREIGN KEY (workspace_id) REFERENCES acc_workspace (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_as_ci;

-- ends_at is the idle end, never later than expires_at, the absolute one
CREATE TABLE acc_session (
    id          VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id     VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    bearer_hash VARBINARY(32) NOT NULL,
    created_at  DATETIME(6)   NOT NULL,
    touched_at  DATETIME(6)   NOT NULL,
    ends_at     DATETIME(6)   NOT NULL,
    expires_at  DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY acc_session_bearer (bearer_hash),
    KEY acc_session_ends (ends_at),
    KEY acc_session_of_user (user_id),
    CONSTRAINT acc_session_user FOREIGN KEY (user_id) REFERENCES acc_user (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- a pinned workspace may be gone: the pin stays, and then stands for no workspace
CREATE TABLE acc_api_token (
    id           VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id      VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    bearer_hash  VARBINARY(32) NOT NULL,
    name         VARCHAR(100)  NOT NULL,
    hint         VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scopes       VARCHAR(255)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    workspace_id VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin,
    created_at   DATETIME(6)   NOT NULL,
    expires_at   DATETIME(6),
    last_used_at DATETIME(6),
    PRIMARY KEY (id),
    UNIQUE KEY acc_api_token_bearer (bearer_hash),
    KEY acc_api_token_of_user (user_id, created_at, id),
    CONSTRAINT acc_api_token_user FOREIGN KEY (user_id) REFERENCES acc_user (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_as_ci;

-- one row: who came first, and until then the code that the first one must know
CREATE TABLE acc_installation (
    id              TINYINT       NOT NULL,
    first_user      VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin,
    setup_code_hash VARBINARY(32),
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO acc_installation (id) VALUES (1);

-- bad attempts to sign in, per account and per network of the client, each by a keyed hash
CREATE TABLE acc_attempt (
    key_hash      VARBINARY(32) NOT NULL,
    failures      INT           NOT NULL,
    -- whether the audit trail has this block
    told          BOOLEAN       NOT NULL,
    blocked_until DATETIME(6),
    forget_at     DATETIME(6)   NOT NULL,
    PRIMARY KEY (key_hash),
    KEY acc_attempt_forget (forget_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE acc_audit (
    seq            BIGINT       NOT NULL AUTO_INCREMENT,
    at             DATETIME(6)  NOT NULL,
    user_id        VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin,
    access_id      VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin,
    request_id     VARCHAR(64)  NOT NULL,
    remote_address VARCHAR(64)  NOT NULL,
    action         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    outcome        VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    details        JSON         NOT NULL,
    execution_id   VARCHAR(200),
    pattern_id     VARCHAR(200),
    node_id        VARCHAR(200),
    PRIMARY KEY (seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- found from the object: what was done to it
CREATE TABLE acc_audit_object (
    object_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    audit_seq BIGINT      NOT NULL,
    PRIMARY KEY (object_id, audit_seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
