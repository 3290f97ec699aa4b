-- One row for each user who ever saved a connection: its lock puts a user's creates and renames in a line, so that
-- default names and the order of creation are right under concurrency too.
CREATE TABLE con_owner (
  user_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created BIGINT NOT NULL COMMENT 'how many connections the user ever made',
  PRIMARY KEY (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE con_connection (
  id                 VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id            VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position           BIGINT NOT NULL COMMENT 'order of creation among the connections of the user',
  provider           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  display_name       VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_as_ci NOT NULL,
  type               VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status             VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  credential_version BIGINT NOT NULL COMMENT 'sealed with the credential, moves only when it does',
  envelope           MEDIUMBLOB NULL COMMENT 'none once it is revoked',
  created_at         DATETIME(6) NOT NULL,
  updated_at         DATETIME(6) NOT NULL,
  revision           BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY con_connection_name (user_id, display_name),
  UNIQUE KEY con_connection_position (user_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Answers to requests that may be sent again, for a day.
CREATE TABLE con_idempotency (
  user_id         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body_mac        BINARY(32) NOT NULL COMMENT 'a keyed hash: the request holds credentials',
  answer          MEDIUMTEXT NOT NULL COMMENT 'what was answered; holds no value of a credential',
  created_at      DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, idempotency_key),
  KEY con_idempotency_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
