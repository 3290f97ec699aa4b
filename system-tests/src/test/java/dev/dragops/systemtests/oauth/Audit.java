package dev.dragops.systemtests.oauth;

/** Questions to the audit trail. */
final class Audit {
    /** The actions on an object, in their order. */
    static final String ACTIONS_OF = "SELECT a.action FROM acc_audit a JOIN acc_audit_object o ON o.audit_seq = a.seq"
            + " WHERE o.object_id = ? ORDER BY a.seq";

    private Audit() {}
}
