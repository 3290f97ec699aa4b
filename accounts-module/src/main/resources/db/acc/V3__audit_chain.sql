-- Every statement may run again: a migration that was killed runs from its start.

-- a row's place in the chain and what links it to the one before; none until the sealer comes by
ALTER TABLE acc_audit
    ADD COLUMN IF NOT EXISTS chain_seq  BIGINT,
    ADD COLUMN IF NOT EXISTS chain_hash BINARY(32),
    ADD UNIQUE KEY IF NOT EXISTS acc_audit_chain (chain_seq);

-- of the envelope that a change left behind; such an object is a sealed value, and not one that a reader is told of
ALTER TABLE acc_audit_object
    MODIFY COLUMN object_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ADD COLUMN IF NOT EXISTS digest BINARY(32);

-- one row: where the proof begins; rows up to found_to were there before, and are chained as they were found
CREATE TABLE IF NOT EXISTS acc_audit_chain (
    id       TINYINT     NOT NULL,
    begun_at DATETIME(6) NOT NULL,
    found_to BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE IF NOT EXISTS acc_lease (
    name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epoch BIGINT      NOT NULL,
    until DATETIME(6) NOT NULL,
    PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
