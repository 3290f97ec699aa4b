ALTER TABLE con_connection
  ADD COLUMN status_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER status;

-- What a provider granted to a connection: one row for each that has tokens. Decisions on leases and expiries are made
-- by the database's clock.
CREATE TABLE con_grant (
  connection_id        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id              VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider             VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  client_id            VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'of the app that it was granted to; empty where the client is the connection''s own',
  instance_values      MEDIUMTEXT NOT NULL COMMENT 'JSON: instance fields, and what replies kept; not secret',
  scopes_requested     MEDIUMTEXT NOT NULL COMMENT 'JSON',
  scopes               MEDIUMTEXT NOT NULL COMMENT 'JSON',
  account_id           VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  account_label        VARCHAR(255) NULL,
  generation           BIGINT NOT NULL COMMENT 'moves with the tokens, which are sealed with it',
  connected_generation BIGINT NOT NULL COMMENT 'the generation at which a person approved last',
  attempt              BIGINT NOT NULL COMMENT 'moves with each claim',
  unknown_outcomes     INT NOT NULL COMMENT 'attempts of this generation of which nobody knows what the provider did',
  state                VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lease_owner          VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_until          DATETIME(6) NULL,
  envelope             MEDIUMBLOB NULL COMMENT 'access token, refresh token and type, sealed; none before the first and after the last',
  refreshable          BOOLEAN NOT NULL,
  expires_at           DATETIME(6) NULL COMMENT 'none where the token does not expire',
  lifetime_seconds     BIGINT NULL,
  refreshed_at         DATETIME(6) NOT NULL,
  next_refresh_at      DATETIME(6) NULL COMMENT 'when the job looks at it',
  failures             INT NOT NULL COMMENT 'since the last success',
  last_failure         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  from_rejection       BOOLEAN NOT NULL COMMENT 'the token was made since the provider had refused the one before',
  revision             BIGINT NOT NULL,
  PRIMARY KEY (connection_id),
  KEY con_grant_due (provider, next_refresh_at),
  KEY con_grant_app (provider, client_id(64))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Tokens that are still to be ended at their provider, their connection being gone or holding others.
CREATE TABLE con_revocation (
  id              VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  connection_id   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  client_id       VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  account_id      VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'a connection that came meanwhile may stand on the same grant',
  instance_values MEDIUMTEXT NOT NULL COMMENT 'JSON',
  envelope        MEDIUMBLOB NOT NULL,
  attempts        INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL COMMENT 'moved on before each attempt: whoever moves it makes the attempt',
  revision        BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY con_revocation_due (next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
