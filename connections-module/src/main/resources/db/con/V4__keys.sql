-- Which key each row is sealed under, made by the database of the envelope itself, and held to con_key: no row can be
-- under a key that is not there, so a key that was taken away there is one that nothing needs any more. The vault writes
-- con_key; 1 is the first key of every installation.
CREATE TABLE IF NOT EXISTS con_key (
  id INT UNSIGNED NOT NULL COMMENT 'of the vault''s key',
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
INSERT IGNORE INTO con_key (id) VALUES (1);

ALTER TABLE con_connection
  ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED,
  ADD KEY IF NOT EXISTS con_connection_kek (kek_id);
ALTER TABLE con_grant
  ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED,
  ADD KEY IF NOT EXISTS con_grant_kek (kek_id);
ALTER TABLE con_revocation
  ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED,
  ADD KEY IF NOT EXISTS con_revocation_kek (kek_id);

-- a row whose envelope was damaged may name a key that never was, and is no reason not to start
INSERT IGNORE INTO con_key (id) SELECT DISTINCT kek_id FROM con_connection WHERE kek_id IS NOT NULL;
INSERT IGNORE INTO con_key (id) SELECT DISTINCT kek_id FROM con_grant WHERE kek_id IS NOT NULL;
INSERT IGNORE INTO con_key (id) SELECT DISTINCT kek_id FROM con_revocation WHERE kek_id IS NOT NULL;

ALTER TABLE con_connection
  ADD CONSTRAINT con_connection_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES con_key (id);
ALTER TABLE con_grant
  ADD CONSTRAINT con_grant_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES con_key (id);
ALTER TABLE con_revocation
  ADD CONSTRAINT con_revocation_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES con_key (id);
