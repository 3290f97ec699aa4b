package dev.dragops.web;

import dev.dragops.platform.Network;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Whose address a request comes from, where balancers of the operator's stand before the product. Each of them adds the
 * address that called it at the end of {@code X-Forwarded-For}; only what such a one added is believed, since whatever
 * stands before it a client can have made up.
 */
final class ClientAddress {
    private final Set<Network> proxies;

    ClientAddress(Collection<Network> proxies) {
        this.proxies = Set.copyOf(proxies);
    }

    /**
     * The first address, from here outwards, that is none of theirs.
     *
     * @param peer who called
     * @param forwardedFor the values of that header, in their order
     */
    String of(String peer, List<String> forwardedFor) {
        Deque<String> way = new ArrayDeque<>();
        forwardedFor.forEach(value -> way.addAll(List.of(value.split(",", -1))));
        String client = peer;
        while (isProxy(client)
                && !way.isEmpty()
                && Network.isAddress(way.getLast().strip())) {
            client = way.removeLast().strip();
        }
        return client;
    }

    private boolean isProxy(String address) {
        return proxies.stream().anyMatch(proxy -> proxy.contains(address));
    }
}
