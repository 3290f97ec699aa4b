package dev.dragops.web.pages;

import dev.dragops.accounts.Role;
import dev.dragops.connections.Connection;
import dev.dragops.connections.ConnectionId;
import dev.dragops.connections.ConnectionPage;
import dev.dragops.connections.ConnectionQuery;
import dev.dragops.connections.ConnectionStatus;
import dev.dragops.connections.Connections;
import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Grant;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.oauth.ProviderAccount;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of connections: what needs attention, and what a person looks for. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ConnectionListPages {
    private static final String SECTION = "connections";
    private static final int PAGE_SIZE = 50;
    private static final int MOST_IN_BANNER = 3;

    /** One more than is told as a number: a page costs the same however many there are. */
    private static final int MOST_COUNTED = 1001;

    @EJB
    Connections connections;

    @EJB
    Packs packs;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A connection in the list.
     *
     * @param reason in words; empty where nothing is wrong
     * @param remedy as {@link Remedy} names it; none for what was revoked on purpose
     * @param lastUsed empty where it never was, or is not told
     */
    public record Listed(
            String id,
            String displayName,
            String provider,
            String providerName,
            Mark mark,
            String type,
            List<String> account,
            String status,
            String tone,
            String reason,
            String remedy,
            List<When> lastUsed,
            When createdAt,
            When updatedAt) {
        public Listed {
            account = List.copyOf(account);
            lastUsed = List.copyOf(lastUsed);
        }

        static Listed of(Connection connection, String providerName, Optional<Instant> lastUsed) {
            String provider = connection.provider().value();
            String reason = connection.statusReason().map(Reasons::ofStatus).orElse("");
            boolean revoked = connection.status() == ConnectionStatus.REVOKED;
            return new Listed(
                    connection.id().value(),
                    connection.displayName(),
                    provider,
                    providerName,
                    Mark.of(provider, providerName),
                    connection.type().wire(),
                    connection.grant().flatMap(Grant::account).map(ProviderAccount::label).stream()
                            .toList(),
                    connection.status().wire(),
                    Tone.of(connection.status().wire(), reason),
                    reason,
                    revoked ? Remedy.NONE : Remedy.of(connection),
                    lastUsed.map(When::of).stream().toList(),
                    When.of(connection.createdAt()),
                    When.of(connection.updatedAt()));
        }
    }

    @GET
    public Response list(
            @QueryParam("q") @DefaultValue("") String text,
            @QueryParam("provider") @DefaultValue("") String provider,
            @QueryParam("type") @DefaultValue("") String type,
            @QueryParam("status") @DefaultValue("") String status,
            @QueryParam("sort") @DefaultValue("") String sort,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("notice") @DefaultValue("") String notice) {
        ListFilter filter = ListFilter.of(text, provider, type, status, sort);
        ConnectionQuery query = filter.query(PAGE_SIZE, cursor);
        Optional<ConnectionPage> found = found(query);
        ConnectionPage page = found.orElseGet(() -> new ConnectionPage(List.of(), Optional.empty()));
        boolean whole = !filter.narrow() && cursor.isEmpty();
        View list = layout.page("connections/list", SECTION, notice)
                .with("connections", listed(page, connections.lastUsed(visit.caller(), page.ids())))
                .with("filter", filter)
                .with("empty", whole && page.connections().isEmpty())
                .with("total", connections.count(visit.caller(), query, MOST_COUNTED))
                .with("stray", found.isEmpty() ? "astray" : isPast(page, cursor) ? "ended" : "")
                .with("first", cursor.isEmpty() ? "" : filter.address())
                .with("next", page.nextCursor().map(filter::address).orElse(""))
                .with("administrator", visit.caller().role() == Role.ADMINISTRATOR);
        if (visit.wantsPart()) {
            return Layout.part(list.only("results"), filter.address(cursor));
        }
        return Layout.answer(
                found.isPresent() ? 200 : 400,
                withAttention(list, filter).with("providers", providers()).with("quickStarts", quickStarts()));
    }

    /** Empty where the cursor, which is all that a filter does not mend, is not one of this list. */
    private Optional<ConnectionPage> found(ConnectionQuery query) {
        try {
            return Optional.of(connections.list(visit.caller(), query));
        } catch (ConnectionsException.Invalid badCursor) {
            return Optional.empty();
        }
    }

    /** Whether everything that was behind the cursor is gone. */
    private static boolean isPast(ConnectionPage page, String cursor) {
        return !cursor.isEmpty() && page.connections().isEmpty();
    }

    private View withAttention(View list, ListFilter filter) {
        ConnectionQuery attention = ConnectionQuery.attention(MOST_IN_BANNER);
        long count = filter.wantsAttention() ? 0 : connections.count(visit.caller(), attention, MOST_COUNTED);
        return list.with("attentionCount", count)
                .with(
                        "attention",
                        count == 0 ? List.of() : listed(connections.list(visit.caller(), attention), Map.of()))
                .with("attentionAddress", ListFilter.attention().address());
    }

    private List<Listed> listed(ConnectionPage page, Map<ConnectionId, Instant> lastUsed) {
        return page.connections().stream()
                .map(connection -> Listed.of(
                        connection, name(connection.provider()), Optional.ofNullable(lastUsed.get(connection.id()))))
                .toList();
    }

    /** The services that the person has a connection to, to filter by. */
    private List<ServiceChoice> providers() {
        return connections.providers(visit.caller()).stream()
                .map(provider -> ServiceChoice.of(provider, name(provider)))
                .sorted(Comparator.comparing(ServiceChoice::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    /** Services that most people start with, as far as this server knows them. */
    private List<ServiceChoice> quickStarts() {
        return Stream.of("slack", "github", "google", "openai", "notion", "jira")
                .map(Provider::new)
                .flatMap(provider -> packs.of(provider).stream())
                .map(pack -> ServiceChoice.of(pack.provider(), pack.name()))
                .toList();
    }

    private String name(Provider provider) {
        return packs.of(provider).map(Pack::name).orElse(provider.value());
    }

    /** A service to choose. */
    public record ServiceChoice(String value, String name, Mark mark) {
        static ServiceChoice of(Provider provider, String name) {
            return new ServiceChoice(provider.value(), name, Mark.of(provider.value(), name));
        }
    }
}
