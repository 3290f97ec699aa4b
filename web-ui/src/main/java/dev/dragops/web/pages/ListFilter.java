package dev.dragops.web.pages;

import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.ConnectionQuery.Sort;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.ConnectionType;
import dev.dragops.connections.Provider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the list of connections is narrowed to, as its address says. What makes no sense there narrows nothing.
 *
 * @param status of a connection, or {@code attention}; empty for any, as the others are
 */
public record ListFilter(String q, String provider, String type, String status, String sort) {
    private static final String ATTENTION = "attention";
    private static final Sort USUAL = Sort.NEWEST;

    static ListFilter of(String q, String provider, String type, String status, String sort) {
        return new ListFilter(
                q.strip(),
                Provider.parse(provider).map(Provider::value).orElse(""),
                known(type, types()),
                known(status, statuses()),
                sort.equals(USUAL.wire()) ? "" : known(sort, sorts()));
    }

    /** Nothing but what a person should look at. */
    static ListFilter attention() {
        return new ListFilter("", "", "", ATTENTION, "");
    }

    /** The orders to choose from; the first is taken where none is chosen. */
    public static List<String> sorts() {
        return Stream.of(USUAL, Sort.NAME, Sort.PROVIDER, Sort.LATEST_CHANGE)
                .map(Sort::wire)
                .toList();
    }

    public static List<String> types() {
        return Stream.of(ConnectionType.values()).map(ConnectionType::wire).toList();
    }

    public static List<String> statuses() {
        return Stream.concat(
                        Stream.of(ATTENTION),
                        Stream.of(ConnectionStatus.values()).map(ConnectionStatus::wire))
                .toList();
    }

    /** Whether anything is left out. */
    public boolean narrow() {
        return !(q.isEmpty() && provider.isEmpty() && type.isEmpty() && status.isEmpty());
    }

    boolean wantsAttention() {
        return status.equals(ATTENTION);
    }

    ConnectionQuery query(int limit, String cursor) {
        return new ConnectionQuery(
                Provider.parse(provider),
                Stream.of(ConnectionType.values())
                        .filter(known -> known.wire().equals(type))
                        .findFirst(),
                Stream.of(ConnectionStatus.values())
                        .filter(known -> known.wire().equals(status))
                        .findFirst(),
                wantsAttention(),
                Optional.of(q).filter(text -> !text.isEmpty()),
                Stream.of(Sort.values())
                        .filter(known -> known.wire().equals(sort))
                        .findFirst()
                        .orElse(USUAL),
                Optional.of(limit),
                Optional.of(cursor).filter(text -> !text.isEmpty()));
    }

    String address() {
        return address("");
    }

    /** Where the list goes on after a cursor. */
    String address(String cursor) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("q", q);
        parameters.put("provider", provider);
        parameters.put("type", type);
        parameters.put("status", status);
        parameters.put("sort", sort);
        parameters.put("cursor", cursor);
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "/connections" : "/connections?" + query;
    }

    private static String known(String value, List<String> all) {
        return all.contains(value) ? value : "";
    }
}
