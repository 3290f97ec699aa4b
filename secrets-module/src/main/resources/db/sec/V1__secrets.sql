-- A secret: one sealed value for each name in an environment.
CREATE TABLE sec_secret (
  id             VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  environment_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name           VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version        BIGINT NOT NULL COMMENT 'of the value: sealed with it, moves only when the value does',
  envelope       MEDIUMBLOB NOT NULL,
  seeded_by      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'until someone edits it',
  created_at     DATETIME(6) NOT NULL,
  updated_at     DATETIME(6) NOT NULL,
  revision       BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY sec_secret_name (environment_id, name),
  KEY sec_secret_source (seeded_by)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What is known of each value that a secret ever had; never the value.
CREATE TABLE sec_version (
  secret_id  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version    BIGINT NOT NULL,
  written_at DATETIME(6) NOT NULL,
  written_by VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seeded_by  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (secret_id, version),
  CONSTRAINT sec_version_secret FOREIGN KEY (secret_id) REFERENCES sec_secret (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Which source wanted to seed which name where. It outlives the secret's value, so that a name can be passed on.
CREATE TABLE sec_claim (
  id             BIGINT NOT NULL AUTO_INCREMENT COMMENT 'a later claim has a larger one',
  environment_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name           VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  standing       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
    COMMENT 'HOLDS: its value is in the secret; WAITS: it kept what was there; LOST: someone edited or deleted it',
  PRIMARY KEY (id),
  UNIQUE KEY sec_claim_source (source_id, environment_id, name),
  KEY sec_claim_name (environment_id, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
