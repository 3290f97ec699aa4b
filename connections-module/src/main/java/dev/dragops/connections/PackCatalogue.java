package dev.dragops.connections;

import dev.dragops.connections.packs.PackFile;
import dev.dragops.connections.packs.PackProblem;
import dev.dragops.connections.packs.PackRefused;
import dev.dragops.connections.packs.PackSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The packs that can be used, and what cannot.
 *
 * @param packs one for a provider, by name
 * @param origins where each pack comes from
 */
record PackCatalogue(List<Pack> packs, List<Packs.Rejected> rejected, Map<Provider, Packs.Origin> origins) {
    PackCatalogue {
        packs = List.copyOf(packs);
        rejected = List.copyOf(rejected);
        origins = Map.copyOf(origins);
    }

    PackCatalogue(List<Pack> packs, List<Packs.Rejected> rejected) {
        this(packs, rejected, Map.of());
    }

    /**
     * The product's packs, and those of the operator's folder, which replace the product's of the same provider. Of two
     * in the folder the first by file name counts.
     *
     * @throws IllegalStateException where the folder cannot be used, saying how to mend it
     */
    static PackCatalogue read(Optional<Path> folder) {
        Reading reading = new Reading(PackSchema.load());
        reading.readAll(PackFile.builtIn(), true);
        folder.ifPresent(named -> reading.readAll(filesOf(named), false));
        return new PackCatalogue(
                reading.packs.values().stream()
                        .sorted(Comparator.comparing(Pack::name, String.CASE_INSENSITIVE_ORDER)
                                .thenComparing(pack -> pack.provider().value()))
                        .toList(),
                reading.rejected,
                reading.origins);
    }

    private static List<PackFile> filesOf(Path folder) {
        if (!Files.exists(folder)) {
            throw unusable(folder, "which does not exist: make that folder, or unset the variable");
        }
        if (!Files.isDirectory(folder)) {
            throw unusable(folder, "which is not a folder: name the folder that holds the pack files");
        }
        try {
            return PackFile.in(folder);
        } catch (IOException unreadable) {
            IllegalStateException refusal =
                    unusable(folder, "which cannot be listed: let the server's user read that folder");
            refusal.initCause(unreadable);
            throw refusal;
        }
    }

    private static IllegalStateException unusable(Path folder, String mend) {
        return new IllegalStateException(
                "DRAGOPS cannot start with these settings:\n  - DRAGOPS_PACKS_DIR names " + folder + ", " + mend);
    }

    private static final class Reading {
        final Map<Provider, Pack> packs = new HashMap<>();
        final List<Packs.Rejected> rejected = new ArrayList<>();
        final Map<Provider, Packs.Origin> origins = new HashMap<>();
        private final PackSchema schema;

        Reading(PackSchema schema) {
            this.schema = schema;
        }

        void readAll(List<PackFile> files, boolean builtIn) {
            Set<Provider> here = new HashSet<>();
            for (PackFile file : files) {
                try {
                    Pack pack = PackDefinition.read(file.read(schema));
                    if (!here.add(pack.provider())) {
                        throw new PackRefused(List.of(new PackProblem(
                                "connection.provider", "is " + pack.provider() + ", which an earlier file defines")));
                    }
                    boolean replaces = packs.put(pack.provider(), pack) != null;
                    origins.put(pack.provider(), new Packs.Origin(file.name(), builtIn, replaces));
                } catch (PackRefused refused) {
                    refused.problems()
                            .forEach(problem ->
                                    rejected.add(new Packs.Rejected(file.name(), problem.field(), problem.reason())));
                }
            }
        }
    }
}
