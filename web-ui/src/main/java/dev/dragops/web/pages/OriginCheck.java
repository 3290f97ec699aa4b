package dev.dragops.web.pages;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a form was sent from a page of ours: by its {@code Origin} (RFC 6454), or its {@code Referer} where a browser
 * sends no origin.
 *
 * @param publicUrl how browsers reach the product
 */
record OriginCheck(URI publicUrl) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Refuses where neither header names a place of ours; {@code Origin: null} is nobody's. */
    boolean accepts(Optional<String> origin, Optional<String> referer, Optional<String> host) {
        Optional<URI> source = origin.or(() -> referer).flatMap(OriginCheck::parse);
        return source.isPresent() && (isPublic(source.get()) || isOwnLoopback(source.get(), host));
    }

    private boolean isPublic(URI source) {
        return source.getScheme().equals(publicUrl.getScheme())
                && source.getHost().equalsIgnoreCase(publicUrl.getHost())
                && port(source) == port(publicUrl);
    }

    // a developer may type 127.0.0.1 where the setting says localhost; a name that is not loopback could be rebound
    private static boolean isOwnLoopback(URI source, Optional<String> host) {
        Optional<URI> own = host.flatMap(text -> parse(source.getScheme() + "://" + text));
        return own.isPresent()
                && LOOPBACK.contains(own.get().getHost().toLowerCase(Locale.ROOT))
                && own.get().getHost().equalsIgnoreCase(source.getHost())
                && port(own.get()) == port(source);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAnOrigin) {
            return Optional.empty();
        }
    }
}
