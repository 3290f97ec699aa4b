package dev.dragops.accounts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the audit trail's actions are about, in groups that a person looks for. */
public enum ActivityGroup {
    CONNECTIONS("connection", "authorization", "revocation"),
    /** Every opening of a credential or of secrets, and those that were refused. */
    OPENINGS("credential", "secrets"),
    SECRETS("secret"),
    /** Sessions, passwords, and whoever was turned away. */
    ACCESS("session", "access", "account", "password", "profile"),
    TOKENS("token"),
    WORKSPACES("workspace", "environment"),
    OAUTH_APPS("oauth_app");

    private final String nouns;

    ActivityGroup(String... nouns) {
        this.nouns = String.join(" ", nouns);
    }

    /** What stands before the dot of their actions. */
    List<String> nouns() {
        return List.of(nouns.split(" ", -1));
    }

    /** The name in requests and answers. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The group of that name on the wire. */
    public static Optional<ActivityGroup> parse(String wire) {
        return Arrays.stream(values())
                .filter(group -> group.wire().equals(wire))
                .findFirst();
    }
}
