package dev.dragops.connections;

import dev.dragops.accounts.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Display names that no other connection of the user has; whoever asks holds the owner's row. */
final class ConnectionNames {
    private final ConnectionStore connections;
    private final Packs packs;

    ConnectionNames(ConnectionStore connections, Packs packs) {
        this.connections = connections;
        this.packs = packs;
    }

    /**
     * The name itself.
     *
     * @throws ConnectionsException.NameTaken where another connection has it
     */
    String requireFree(UserId user, String name, Optional<ConnectionId> except) {
        if (connections.isNameTaken(user, name, except)) {
            throw new ConnectionsException.NameTaken();
        }
        return name;
    }

    /** The provider's name, with a number where it is taken. */
    String free(UserId user, Provider provider) {
        return free(user, packs.of(provider).map(Pack::name).orElse(provider.value()));
    }

    /** That name, with a number where it is taken. */
    String free(UserId user, String wanted) {
        String base = DisplayName.base(wanted);
        List<String> taken = new ArrayList<>(connections.namesLike(user, base));
        String name = DisplayName.free(base, taken);
        // the database takes spellings for one name that Java tells apart, such as full-width letters
        while (connections.isNameTaken(user, name, Optional.empty())) {
            taken.add(name);
            name = DisplayName.free(base, taken);
        }
        return name;
    }
}
