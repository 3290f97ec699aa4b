-- A .env file between its preview and the yes to it: sealed, for ten minutes, and gone once it is imported.
CREATE TABLE sec_import (
  id             VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id        VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  environment_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  on_existing    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  envelope       MEDIUMBLOB NOT NULL,
  expires_at     DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY sec_import_user (user_id, environment_id),
  KEY sec_import_environment (environment_id),
  KEY sec_import_expires (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
