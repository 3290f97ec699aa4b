-- Every statement may run again: a migration that was killed runs from its start.

-- the last opening of an object by a user, however long ago
CREATE TABLE IF NOT EXISTS acc_usage (
    object_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    last_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (object_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- openings of each day in UTC, for some weeks
CREATE TABLE IF NOT EXISTS acc_usage_day (
    object_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day       DATE        NOT NULL,
    openings  BIGINT      NOT NULL,
    last_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (object_id, user_id, day),
    KEY acc_usage_day_past (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- the same for each pattern and node, of each day the most recent ones only; empty where an opening named none
CREATE TABLE IF NOT EXISTS acc_usage_seen (
    object_id  VARCHAR(80)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id    VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day        DATE         NOT NULL,
    pattern_id VARCHAR(200) NOT NULL,
    node_id    VARCHAR(200) NOT NULL,
    openings   BIGINT       NOT NULL,
    last_at    DATETIME(6)  NOT NULL,
    PRIMARY KEY (object_id, user_id, day, pattern_id, node_id),
    KEY acc_usage_seen_past (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- one row: the place in the chain up to which the sealer has counted; what was chained before is still to be counted
CREATE TABLE IF NOT EXISTS acc_usage_counted (
    id    TINYINT NOT NULL,
    place BIGINT  NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT IGNORE INTO acc_usage_counted (id, place) VALUES (1, 0);
