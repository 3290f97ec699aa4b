package dev.dragops.web.pages;

import dev.dragops.connections.Pack;
import dev.dragops.vault.Plaintext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells by how it starts that a pasted key is probably another service's: a hint, never a refusal. */
final class PastedKeys {
    private PastedKeys() {}

    private record Start(Pack pack, String text) {}

    /** What a person may want to look at, in a sentence that does not repeat the value; empty where nothing is odd. */
    static Optional<String> hint(List<Pack> packs, Pack pack, Pack.Field field, Plaintext value) {
        List<String> own = field.keyStarts();
        if (own.stream().anyMatch(start -> value.startsWith(start))) {
            return Optional.empty();
        }
        Optional<Start> other = packs.stream()
                .filter(one -> field.secret() && !one.provider().equals(pack.provider()))
                .flatMap(one -> one.methods().stream()
                        .flatMap(method -> method.fields().stream())
                        .flatMap(known -> known.keyStarts().stream())
                        .map(start -> new Start(one, start)))
                .filter(start -> value.startsWith(start.text()))
                .max(Comparator.comparingInt(start -> start.text().length()));
        if (other.isPresent()) {
            return Optional.of(
                    Messages.text("form.looks-like", other.get().pack().name(), pack.name()));
        }
        return own.stream()
                .findFirst()
                .map(start -> Messages.text("form.usually", field.label(), String.join(", ", own)));
    }
}
