-- what tells one session from another for the person whose they are; never the bearer
ALTER TABLE acc_session
    ADD COLUMN user_agent VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin,
    ADD COLUMN network    VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin;

-- a person's activity, and everybody's for an administrator, the latest first and within dates
ALTER TABLE acc_audit
    ADD KEY acc_audit_of_user (user_id, at),
    ADD KEY acc_audit_at (at);

-- found from the row: what it touched
ALTER TABLE acc_audit_object
    ADD KEY acc_audit_object_of_row (audit_seq);
