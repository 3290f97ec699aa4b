package dev.dragops.web.api;

import dev.dragops.accounts.Activity;
import dev.dragops.accounts.ActivityGroup;
import dev.dragops.accounts.ActivityPage;
import dev.dragops.accounts.ActivityQuery;
import dev.dragops.accounts.AuditEntry;
import dev.dragops.accounts.AuditTrail;
import dev.dragops.accounts.UserId;
import dev.dragops.web.ActivityExport;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The audit trail: the caller's own, and everybody's for administrators. */
@Path("api/activity")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class ActivityResource {
    private static final int MOST_AT_ONCE = 500;
    private static final int USUAL = 50;
    private static final String TIME = "This must be a day or a time of ISO 8601";

    @EJB
    private AuditTrail trail;

    @Inject
    private ActivityExport export;

    @Inject
    private CurrentRequest current;

    /** A part of the trail. */
    record TrailView(List<RowView> activity, Optional<String> nextCursor) {
        static TrailView of(ActivityPage page) {
            return new TrailView(
                    page.rows().stream().map(RowView::of).toList(), page.next().map(ActivityPage.Position::wire));
        }
    }

    /** One request, or one thing that the server did by itself. */
    record RowView(
            Instant at,
            String action,
            String outcome,
            Optional<String> userId,
            Optional<String> email,
            Optional<String> accessId,
            List<String> objects,
            Map<String, String> details,
            Optional<String> executionId,
            Optional<String> patternId,
            Optional<String> nodeId,
            String requestId,
            String remoteAddress) {
        static RowView of(ActivityPage.Row row) {
            Activity activity = row.activity();
            return new RowView(
                    activity.at(),
                    activity.action(),
                    activity.outcome().name().toLowerCase(Locale.ROOT),
                    row.user().map(UserId::value),
                    row.email(),
                    row.access(),
                    row.objects(),
                    new TreeMap<>(activity.details()),
                    activity.executionId(),
                    activity.patternId(),
                    activity.nodeId(),
                    row.requestId(),
                    row.remoteAddress());
        }
    }

    @GET
    public Response list(@Context UriInfo uri) {
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        int most = parameters.number("limit", 1, MOST_AT_ONCE).orElse(USUAL);
        Optional<ActivityPage.Position> after =
                parameters.as("cursor", ActivityPage.Position::parse, "This must be the nextCursor of the page before");
        ActivityQuery query = query(parameters);
        return Response.ok(TrailView.of(trail.search(current.caller(), query, after, most)))
                .build();
    }

    @GET
    @Path("export")
    @Produces({MediaType.APPLICATION_JSON, "text/csv"})
    public Response export(@Context UriInfo uri) {
        QueryParameters parameters = new QueryParameters(uri.getQueryParameters());
        ActivityExport.Format format = parameters
                .as("format", ActivityExport.Format::parse, "This must be csv or json")
                .orElse(ActivityExport.Format.JSON);
        return export.answer(current.caller(), query(parameters), format);
    }

    private static ActivityQuery query(QueryParameters parameters) {
        Optional<Boolean> everybody = parameters.as(
                "scope",
                text -> List.of("own", "all").contains(text) ? Optional.of(text.equals("all")) : Optional.empty(),
                "This must be own or all");
        Optional<ActivityGroup> group = parameters.as("group", ActivityGroup::parse, "This is not a group of actions");
        Optional<AuditEntry.Outcome> outcome =
                parameters.as("outcome", ActivityResource::outcome, "This must be succeeded, refused or failed");
        Optional<Instant> from = parameters.as("from", ActivityQuery::start, TIME);
        Optional<Instant> until = parameters.as("to", ActivityQuery::end, TIME);
        Optional<String> text = parameters.as(
                "q",
                wanted -> Optional.of(wanted).filter(each -> each.length() <= ActivityQuery.LONGEST_TEXT),
                "This must have at most " + ActivityQuery.LONGEST_TEXT + " characters");
        parameters.check();
        return new ActivityQuery(everybody.orElse(false), group, outcome, from, until, text);
    }

    private static Optional<AuditEntry.Outcome> outcome(String wire) {
        return Arrays.stream(AuditEntry.Outcome.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(wire))
                .findFirst();
    }
}
