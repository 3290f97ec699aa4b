package dev.dragops.web.pages;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.ActivityGroup;
import dev.dragops.accounts.ActivityPage;
import dev.dragops.accounts.ActivityQuery;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.Role;
import dev.dragops.web.ActivityExport;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the person did and what happened to what is theirs, from the audit trail; an administrator may see everybody's. */
@Path("activity")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class ActivityPages {
    private static final String SECTION = "activity";
    private static final int ROWS = 50;

    @EJB
    AuditTrail trail;

    @Inject
    ActivityExport export;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** The filter as it stands in the address. */
    public static final class Filter {
        @QueryParam("q")
        @DefaultValue("")
        String text = "";

        @QueryParam("group")
        @DefaultValue("")
        String group = "";

        @QueryParam("outcome")
        @DefaultValue("")
        String outcome = "";

        @QueryParam("from")
        @DefaultValue("")
        String from = "";

        @QueryParam("to")
        @DefaultValue("")
        String to = "";

        @QueryParam("scope")
        @DefaultValue("")
        String scope = "";

        boolean everybody() {
            return scope.equals("all");
        }

        /** Whether anything but whose rows they are is asked for. */
        boolean narrows() {
            return Stream.of(text, group, outcome, from, to).anyMatch(value -> !value.isEmpty());
        }

        /** Empty where a part of it makes no sense, which a hand-made address may. */
        Optional<ActivityQuery> query() {
            Optional<ActivityGroup> wantedGroup = ActivityGroup.parse(group);
            Optional<AuditEntry.Outcome> wantedOutcome = Arrays.stream(AuditEntry.Outcome.values())
                    .filter(known -> wire(known).equals(outcome))
                    .findFirst();
            Optional<Instant> start = ActivityQuery.start(from);
            Optional<Instant> end = ActivityQuery.end(to);
            boolean sane = (group.isEmpty() || wantedGroup.isPresent())
                    && (outcome.isEmpty() || wantedOutcome.isPresent())
                    && (from.isEmpty() || start.isPresent())
                    && (to.isEmpty() || end.isPresent())
                    && text.length() <= ActivityQuery.LONGEST_TEXT;
            return sane
                    ? Optional.of(
                            new ActivityQuery(everybody(), wantedGroup, wantedOutcome, start, end, Optional.of(text)))
                    : Optional.empty();
        }

        /** The same filter in an address, with more behind it. */
        String address(String path, String... more) {
            Map<String, String> parameters = new TreeMap<>(
                    Map.of("q", text, "group", group, "outcome", outcome, "from", from, "to", to, "scope", scope));
            for (int i = 0; i < more.length; i += 2) {
                parameters.put(more[i], more[i + 1]);
            }
            String query = parameters.entrySet().stream()
                    .filter(parameter -> !parameter.getValue().isEmpty())
                    .map(parameter ->
                            parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return query.isEmpty() ? path : path + "?" + query;
        }
    }

    /**
     * A row as it is shown.
     *
     * @param page where a person can end by hand what the provider did not; none in most cases
     * @param by the person's address where everybody's rows are shown, else empty
     * @param access the session or token that did it, empty where the server did it by itself
     */
    public record Row(
            When at,
            String action,
            String outcome,
            List<Fact> facts,
            List<String> page,
            List<Link> objects,
            String by,
            List<Link> access,
            String remoteAddress) {}

    /** Something that has an id, and where all that happened to it is shown. */
    public record Link(String id, String text, String address) {
        private static final int SHOWN_OF_END = 6;

        static Link of(String id, Filter filter) {
            Filter about = new Filter();
            about.text = id;
            about.scope = filter.scope;
            int start = id.indexOf('_');
            boolean ours = id.matches("[a-z]{2,8}_[0-9a-z]{26}");
            String text = ours ? id.substring(0, start + 1) + "…" + id.substring(id.length() - SHOWN_OF_END) : id;
            return new Link(id, text, about.address("/activity"));
        }
    }

    /** One of a few to filter by. */
    public record Choice(String value, boolean selected) {}

    @GET
    public Response list(@BeanParam Filter filter, @QueryParam("cursor") @DefaultValue("") String cursor) {
        Optional<ActivityQuery> query = asked(filter);
        Optional<ActivityPage.Position> after = ActivityPage.Position.parse(cursor);
        boolean sane = query.isPresent() && (cursor.isEmpty() || after.isPresent());
        ActivityPage page = sane
                ? trail.search(visit.caller(), query.orElseThrow(), after, ROWS)
                : new ActivityPage(List.of(), Optional.empty());
        View view = layout.page("activity/list", SECTION, "")
                .with("rows", page.rows().stream().map(row -> row(row, filter)).toList())
                .with("error", sane ? "" : Messages.text("error.activity-filter"))
                .with("filtered", filter.narrows())
                .with("everybody", filter.everybody())
                .with("administrator", isAdministrator())
                .with("q", filter.text)
                .with("from", filter.from)
                .with("to", filter.to)
                .with("groups", choices(ActivityGroup.values(), ActivityGroup::wire, filter.group))
                .with("outcomes", choices(AuditEntry.Outcome.values(), ActivityPages::wire, filter.outcome))
                .with("first", cursor.isEmpty() ? "" : filter.address("/activity"))
                .with(
                        "next",
                        page.next()
                                .map(position -> filter.address("/activity", "cursor", position.wire()))
                                .orElse(""))
                .with("csv", filter.address("/activity/export", "format", "csv"))
                .with("json", filter.address("/activity/export", "format", "json"));
        return Layout.answer(sane ? 200 : 400, visit.wantsPart() ? view.only("rows") : view);
    }

    @GET
    @Path("export")
    @Produces({"text/csv", MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    public Response export(@BeanParam Filter filter, @QueryParam("format") @DefaultValue("csv") String format) {
        Optional<ActivityQuery> query = asked(filter);
        if (query.isEmpty()) {
            return list(filter, "");
        }
        return export.answer(
                visit.caller(), query.get(), ActivityExport.Format.parse(format).orElseThrow(NotFoundException::new));
    }

    private Optional<ActivityQuery> asked(Filter filter) {
        if (filter.everybody() && !isAdministrator()) {
            throw new NotFoundException();
        }
        return filter.query();
    }

    private boolean isAdministrator() {
        return visit.caller().role() == Role.ADMINISTRATOR;
    }

    private static Row row(ActivityPage.Row row, Filter filter) {
        Activity activity = row.activity();
        return new Row(
                When.of(activity.at()),
                Actions.words(activity.action()),
                wire(activity.outcome()),
                Fact.of(activity),
                Fact.page(activity),
                row.objects().stream().map(id -> Link.of(id, filter)).toList(),
                filter.everybody() ? row.email().orElse("") : "",
                row.access().map(id -> Link.of(id, filter)).stream().toList(),
                row.remoteAddress().equals("-") ? "" : row.remoteAddress());
    }

    private static <T> List<Choice> choices(T[] values, Function<T, String> wire, String selected) {
        return Arrays.stream(values)
                .map(wire)
                .map(value -> new Choice(value, value.equals(selected)))
                .toList();
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
