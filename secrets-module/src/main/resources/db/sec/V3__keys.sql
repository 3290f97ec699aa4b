-- Which key each row is sealed under, made by the database of the envelope itself, and held to sec_key: no row can be
-- under a key that is not there, so a key that was taken away there is one that nothing needs any more. The vault writes
-- sec_key; 1 is the first key of every installation.
CREATE TABLE IF NOT EXISTS sec_key (
  id INT UNSIGNED NOT NULL COMMENT 'of the vault''s key',
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
INSERT IGNORE INTO sec_key (id) VALUES (1);

ALTER TABLE sec_secret
  ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED,
  ADD KEY IF NOT EXISTS sec_secret_kek (kek_id);
ALTER TABLE sec_import
  ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(envelope, 2, 4)), 16, 10)) STORED,
  ADD KEY IF NOT EXISTS sec_import_kek (kek_id);

-- a row whose envelope was damaged may name a key that never was, and is no reason not to start
INSERT IGNORE INTO sec_key (id) SELECT DISTINCT kek_id FROM sec_secret WHERE kek_id IS NOT NULL;
INSERT IGNORE INTO sec_key (id) SELECT DISTINCT kek_id FROM sec_import WHERE kek_id IS NOT NULL;

ALTER TABLE sec_secret
  ADD CONSTRAINT sec_secret_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES sec_key (id);
ALTER TABLE sec_import
  ADD CONSTRAINT sec_import_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES sec_key (id);
