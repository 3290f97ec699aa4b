-- Whose tokens they are, to find out at each attempt whether a connection that came meanwhile stands on the same grant.
ALTER TABLE con_revocation
  ADD COLUMN account_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER client_id;
