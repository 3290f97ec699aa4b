package dev.dragops.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragops.systemtests.driver.Answer;
import dev.dragops.systemtests.driver.Database;
import dev.dragops.systemtests.driver.Program;
import dev.dragops.systemtests.faults.Journal.Entry;
import dev.dragops.systemtests.faults.Journal.Kind;
import dev.dragops.systemtests.faults.Journal.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what the product has against what clients were told. */
final class Inspection {
    private static final int AT_ONCE = 20;

    private final String tag;
    private final Journal journal;
    private final Database database;
    private final Program engine;
    private final List<String> environments;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> connections;
    private final Map<String, Map<String, Integer>> audited = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private Inspection(Load load, Database database, Program engine) {
        this.tag = load.tag();
        this.journal = load.journal();
        this.database = database;
        this.engine = engine;
        this.environments = load.environments();
        this.connections = pairs("SELECT CONCAT(provider, ' ', id) FROM con_connection WHERE provider LIKE ?");
    }

    /** Nothing acknowledged is lost, nothing is half there, and the audit trail has a row of each. */
    static void check(Load load, Database database, Program engine) {
        Inspection inspection = new Inspection(load, database, engine);
        inspection.readAudit();
        inspection.openSecrets();
        inspection.checkConnections();
        inspection.checkSecrets();
        inspection.checkAudit();
        assertWhole(database);
        assertThat(inspection.faults).as("faults of %s", load.journal()).isEmpty();
    }

    /**
     * What holds of every state, whatever was asked for: each connection with a key has all its secrets, in each
     * environment, and an audit row; no secret or claim is left of a connection that is gone.
     */
    static void assertWhole(Database database) {
        assertThat(database.texts("SELECT id FROM con_connection c WHERE type = 'API_KEY' AND"
                        + " (SELECT COUNT(DISTINCT k.environment_id) FROM sec_claim k WHERE k.source_id = c.id) <>"
                        + " (SELECT COUNT(DISTINCT s.environment_id) FROM sec_secret s WHERE s.seeded_by = c.id)"))
                .as("connections without all their secrets")
                .isEmpty();
        assertThat(database.texts("SELECT id FROM con_connection c WHERE NOT EXISTS (SELECT 1 FROM acc_audit a"
                        + " JOIN acc_audit_object o ON o.audit_seq = a.seq WHERE o.object_id = c.id"
                        + " AND a.action IN ('connection.created', 'connection.connected'))"))
                .as("connections that the audit trail does not know of")
                .isEmpty();
        assertThat(database.texts("SELECT name FROM sec_secret WHERE seeded_by LIKE 'conn%' AND seeded_by NOT IN"
                        + " (SELECT id FROM con_connection)"))
                .as("secrets of connections that are gone")
                .isEmpty();
        assertThat(database.texts("SELECT name FROM sec_claim WHERE source_id LIKE 'conn%' AND source_id NOT IN"
                        + " (SELECT id FROM con_connection)"))
                .as("claims of connections that are gone")
                .isEmpty();
        assertThat(database.texts("SELECT s.name FROM sec_secret s WHERE s.version <>"
                        + " (SELECT MAX(v.version) FROM sec_version v WHERE v.secret_id = s.id)"))
                .as("secrets whose last version is not told of")
                .isEmpty();
    }

    /** Whoever was served got an answer: no request was carried out of which its client does not know. */
    static void assertEverybodyWasTold(Load load, Database database, Program engine) {
        Inspection inspection = new Inspection(load, database, engine);
        inspection.readAudit();
        assertThat(load.journal().entries())
                .filteredOn(entry -> entry.outcome() == Outcome.UNKNOWN)
                .as("requests that were carried out, and cut off")
                .noneMatch(entry -> inspection.rows(entry) > 0);
    }

    private Map<String, String> pairs(String sql) {
        Map<String, String> pairs = new TreeMap<>();
        database.texts(sql, tag + "-%").forEach(text -> {
            String[] parts = text.split(" ", 2);
            if (pairs.put(parts[0], parts[1]) != null) {
                faults.add("twice: " + parts[0]);
            }
        });
        return pairs;
    }

    private void readAudit() {
        database.texts(
                        "SELECT CONCAT(request_id, ' ', action) FROM acc_audit WHERE request_id LIKE ?"
                                + " AND outcome = 'SUCCEEDED'",
                        tag + ".%")
                .forEach(row -> {
                    String[] parts = row.split(" ", 2);
                    audited.computeIfAbsent(parts[0], any -> new HashMap<>()).merge(parts[1], 1, Integer::sum);
                });
    }

    private int rows(Entry entry) {
        return audited.getOrDefault(entry.request(), Map.of()).entrySet().stream()
                .filter(row -> entry.kind().actions().contains(row.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** What every secret of the load is, as an execution gets it. */
    private void openSecrets() {
        for (String environment : environments) {
            List<String> names = new ArrayList<>(database.texts(
                    "SELECT s.name FROM sec_secret s LEFT JOIN con_connection c ON c.id = s.seeded_by"
                            + " WHERE s.environment_id = ? AND (c.provider LIKE ? OR s.name LIKE ?)",
                    environment,
                    tag + "-%",
                    tag.toUpperCase(Locale.ROOT) + "\\_%"));
            while (!names.isEmpty()) {
                List<String> some = names.subList(0, Math.min(AT_ONCE, names.size()));
                JsonNode opened = engine.openSecrets(environment, some.toArray(String[]::new))
                        .expect(200)
                        .json()
                        .path("secrets");
                some.forEach(name ->
                        values.put(environment + "/" + name, opened.path(name).asText()));
                some.clear();
            }
        }
    }

    private void checkConnections() {
        Map<String, Entry> created = new LinkedHashMap<>();
        Map<String, Entry> deleted = new HashMap<>();
        for (Entry entry : journal.entries()) {
            if (entry.kind() == Kind.CREATE) {
                created.put(entry.object(), entry);
            } else if (entry.kind() == Kind.DELETE) {
                deleted.put(entry.object(), entry);
            }
        }
        created.forEach((provider, creation) -> {
            boolean exists = connections.containsKey(provider);
            Entry deletion = deleted.get(provider);
            boolean isCreated = rows(creation) == 1;
            boolean isDeleted = deletion != null && rows(deletion) == 1;
            if (exists != (isCreated && !isDeleted)) {
                faults.add((exists ? "is there: " : "is lost: ") + creation + ", " + deletion);
            } else if (exists) {
                checkValues(provider, creation.value());
            }
        });
        Set<String> unasked = new HashSet<>(connections.keySet());
        unasked.removeAll(created.keySet());
        unasked.forEach(provider -> faults.add("nobody created " + provider));
    }

    private void checkValues(String provider, String value) {
        String id = connections.get(provider);
        Answer opened = engine.openConnection(id);
        if (opened.status() != 200 || !opened.text("/credentials/apiKey").equals(value)) {
            faults.add("does not open to its value: " + provider + ", " + opened.status());
        }
        List<String> seeded =
                database.texts("SELECT CONCAT(environment_id, '/', name) FROM sec_secret WHERE seeded_by = ?", id);
        if (seeded.size() != environments.size()) {
            faults.add("has " + seeded.size() + " secrets: " + provider);
        }
        seeded.stream()
                .filter(secret -> !value.equals(values.get(secret)))
                .forEach(secret -> faults.add("another value in " + secret + " of " + provider));
    }

    private void checkSecrets() {
        Map<String, List<Entry>> puts = new HashMap<>();
        journal.entries().stream().filter(entry -> entry.kind() == Kind.PUT).forEach(entry -> puts.computeIfAbsent(
                        entry.object(), any -> new ArrayList<>())
                .add(entry));
        puts.forEach((object, entries) -> {
            // a client stops at the first of which it does not know
            List<Entry> applied =
                    entries.stream().filter(entry -> rows(entry) == 1).toList();
            String expected = applied.isEmpty()
                    ? null
                    : Collections.max(applied, this::byOrder).value();
            String found = values.get(object);
            if (expected == null ? found != null : !expected.equals(found)) {
                faults.add(object + " is " + found + ", not " + expected);
            }
        });
    }

    private int byOrder(Entry one, Entry other) {
        return Integer.compare(journal.entries().indexOf(one), journal.entries().indexOf(other));
    }

    private void checkAudit() {
        for (Entry entry : journal.entries()) {
            int rows = rows(entry);
            boolean right =
                    switch (entry.outcome()) {
                        case ACKNOWLEDGED -> rows == 1;
                        case REFUSED -> rows == 0;
                        case UNKNOWN -> rows <= 1;
                    };
            if (!right) {
                faults.add(rows + " audit rows: " + entry);
            }
        }
    }

    /** How many requests ended so. */
    static long count(Journal journal, Outcome outcome) {
        return journal.entries().stream()
                .filter(entry -> entry.outcome() == outcome)
                .count();
    }
}
