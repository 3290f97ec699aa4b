package dev.dragops.systemtests.driver;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Optional;

/** A program with an API token, such as an execution engine. */
public final class Program extends Client {
    private final String tokenId;

    Program(Dragops dragops, String bearer, String tokenId) {
        super(dragops, Optional.of(bearer));
        this.tokenId = tokenId;
    }

    /** The same program, at another server of the same installation. */
    public Program at(Dragops node) {
        return new Program(node, bearer(), tokenId);
    }

    public String tokenId() {
        return tokenId;
    }

    /** Opens a connection's credential, named by display name or id, as a node of a run would. */
    public Answer openConnection(String reference) {
        return openCredential("""
                {"connection":%s,"executionId":"run_1","patternId":"pat_1","nodeId":"n1"}
                """.formatted(Json.quote(reference)));
    }

    public Answer openSecrets(String environment, String... names) {
        return openSecrets("""
                {"environmentId":%s,"names":[%s],"executionId":"run_1"}
                """.formatted(
                Json.quote(environment), Arrays.stream(names).map(Json::quote).collect(joining(","))));
    }
}
