-- Which key each row is sealed under, made by the database of the envelope itself, and held to oau_key: no row can be
-- under a key that is not there, so a key that was taken away there is one that nothing needs any more. The vault writes
-- oau_key; 1 is the first key of every installation.
CREATE TABLE IF NOT EXISTS oau_key (
    id INT UNSIGNED NOT NULL COMMENT 'of the vault''s key',
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT IGNORE INTO oau_key (id) VALUES (1);

ALTER TABLE oau_app
    ADD COLUMN IF NOT EXISTS kek_id INT UNSIGNED GENERATED ALWAYS AS (CONV(HEX(SUBSTR(sealed, 2, 4)), 16, 10)) STORED,
    ADD KEY IF NOT EXISTS oau_app_kek (kek_id);
ALTER TABLE oau_authorization
    ADD COLUMN IF NOT EXISTS verifier_kek_id INT UNSIGNED
        GENERATED ALWAYS AS (CONV(HEX(SUBSTR(verifier, 2, 4)), 16, 10)) STORED,
    ADD COLUMN IF NOT EXISTS nonce_kek_id INT UNSIGNED
        GENERATED ALWAYS AS (CONV(HEX(SUBSTR(nonce, 2, 4)), 16, 10)) STORED,
    ADD KEY IF NOT EXISTS oau_authorization_verifier_kek (verifier_kek_id),
    ADD KEY IF NOT EXISTS oau_authorization_nonce_kek (nonce_kek_id);

-- a row whose envelope was damaged may name a key that never was, and is no reason not to start
INSERT IGNORE INTO oau_key (id) SELECT DISTINCT kek_id FROM oau_app WHERE kek_id IS NOT NULL;
INSERT IGNORE INTO oau_key (id) SELECT DISTINCT verifier_kek_id FROM oau_authorization WHERE verifier_kek_id IS NOT NULL;
INSERT IGNORE INTO oau_key (id) SELECT DISTINCT nonce_kek_id FROM oau_authorization WHERE nonce_kek_id IS NOT NULL;

ALTER TABLE oau_app
    ADD CONSTRAINT oau_app_kek FOREIGN KEY IF NOT EXISTS (kek_id) REFERENCES oau_key (id);
ALTER TABLE oau_authorization
    ADD CONSTRAINT oau_authorization_verifier_kek FOREIGN KEY IF NOT EXISTS (verifier_kek_id) REFERENCES oau_key (id),
    ADD CONSTRAINT oau_authorization_nonce_kek FOREIGN KEY IF NOT EXISTS (nonce_kek_id) REFERENCES oau_key (id);
