-- Each way to sort or filter the list reads one of these from one end, so that a page costs the same among 100 rows and
-- among 10,000.
ALTER TABLE con_connection
  ADD COLUMN needs_attention BOOLEAN GENERATED ALWAYS AS (
    status IN ('FAILING', 'REAUTH_REQUIRED') OR (status = 'ACTIVE' AND status_reason IS NOT NULL)) VIRTUAL
    COMMENT 'a person should look at it; one that only expires is found by its grant',
  ADD KEY con_connection_attention (user_id, needs_attention, position),
  ADD KEY con_connection_provider (user_id, provider, display_name),
  ADD KEY con_connection_provider_position (user_id, provider, position),
  ADD KEY con_connection_status (user_id, status, position),
  ADD KEY con_connection_type (user_id, type, position),
  ADD KEY con_connection_changed (user_id, updated_at, position);

ALTER TABLE con_grant
  ADD KEY con_grant_ending (user_id, refreshable, expires_at);
