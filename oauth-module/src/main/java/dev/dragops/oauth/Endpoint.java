package dev.dragops.oauth;

import java.util.Map;
import java.util.Optional;

/** Where one provider is spoken to for one set of values: the pack's addresses, and the issuer's for those it lacks. */
final class Endpoint {
    private final OAuthProvider provider;
    private final Addresses addresses;
    private final Map<String, String> values;
    private final Optional<String> issuer;
    private final Optional<Metadata> metadata;

    private Endpoint(
            OAuthProvider provider,
            Addresses addresses,
            Map<String, String> values,
            Optional<String> issuer,
            Optional<Metadata> metadata) {
        this.provider = provider;
        this.addresses = addresses;
        this.values = values;
        this.issuer = issuer;
        this.metadata = metadata;
    }

    /** Asks the issuer where its metadata is needed and was never read. */
    static Endpoint of(OAuthProvider provider, Map<String, String> values, Addresses addresses, Discovery discovery) {
        Optional<String> issuer = issuer(provider, values, addresses);
        Optional<Metadata> metadata = issuer.flatMap(name -> needsMetadata(provider)
                ? Optional.of(discovery.get(name, provider.endpoints().openId()))
                : discovery.pinned(name));
        return new Endpoint(provider, addresses, values, issuer, metadata);
    }

    /** Asks nobody. */
    static Endpoint known(
            OAuthProvider provider, Map<String, String> values, Addresses addresses, Discovery discovery) {
        Optional<String> issuer = issuer(provider, values, addresses);
        return new Endpoint(provider, addresses, values, issuer, issuer.flatMap(discovery::pinned));
    }

    /** Whether nothing is left to be asked for. */
    boolean isComplete() {
        return metadata.isPresent() || !needsMetadata(provider);
    }

    static Optional<String> issuer(OAuthProvider provider, Map<String, String> values, Addresses addresses) {
        return provider.endpoints().issuer().map(template -> addresses.fill(template, values));
    }

    /** Whether the issuer has to have told something. */
    static boolean needsMetadata(OAuthProvider provider) {
        OAuthProvider.Endpoints endpoints = provider.endpoints();
        boolean person = provider.grant() == OAuthProvider.Grant.AUTHORIZATION_CODE;
        return endpoints.openId()
                || endpoints.token().isEmpty()
                || (person && endpoints.authorization().isEmpty());
    }

    Optional<String> issuer() {
        return issuer;
    }

    Optional<Metadata> metadata() {
        return metadata;
    }

    /** RFC 9207 section 2.4. */
    boolean issRequired() {
        return provider.endpoints().issRequired()
                || metadata.filter(Metadata::issParameter).isPresent();
    }

    String authorization() {
        return address(provider.endpoints().authorization(), metadata.flatMap(Metadata::authorization));
    }

    String token() {
        return address(provider.endpoints().token(), metadata.flatMap(Metadata::token));
    }

    String refresh() {
        return provider.endpoints()
                .refresh()
                .map(template -> addresses.fill(template, values))
                .orElseGet(this::token);
    }

    private String address(Optional<Template> template, Optional<String> discovered) {
        return template.map(text -> addresses.fill(text, values))
                .or(() -> discovered.map(addresses::check))
                .orElseThrow(() ->
                        new OAuthException.MetadataRefused("It is not known where the provider is to be spoken to"));
    }
}
