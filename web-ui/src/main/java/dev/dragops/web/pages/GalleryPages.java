package dev.dragops.web.pages;

import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services to connect to. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class GalleryPages {
    private static final String SECTION = "connections";
    private static final Set<String> ABBREVIATIONS = Set.of("ai", "cms", "crm", "erp", "hr", "iot", "it");

    @EJB
    Packs packs;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A service to choose.
     *
     * @param types the ways to authenticate, the preferred one first
     */
    public record Choice(String provider, String name, String description, Mark mark, List<String> types) {
        public Choice {
            types = List.copyOf(types);
        }

        static Choice of(Pack pack) {
            String provider = pack.provider().value();
            return new Choice(
                    provider,
                    pack.name(),
                    pack.description(),
                    Mark.of(provider, pack.name()),
                    ConnectForm.methods(pack).stream()
                            .map(method -> method.type().wire())
                            .toList());
        }
    }

    /** A category to narrow the services to, or all of them, and how many it has. */
    public record Category(String label, int count, String address, boolean current) {}

    @GET
    @Path("new")
    public Response choose(
            @QueryParam("q") @DefaultValue("") String text, @QueryParam("category") @DefaultValue("") String category) {
        String wanted = text.strip();
        List<Pack> found = packs.all().stream()
                .filter(pack -> !ConnectForm.methods(pack).isEmpty())
                .filter(pack -> wanted.isEmpty() || pack.isAbout(wanted))
                .toList();
        List<Choice> choices = found.stream()
                .filter(pack -> category.isEmpty() || pack.category().equals(category))
                .sorted(Comparator.comparing((Pack pack) -> !startsWith(pack.name(), wanted))
                        .thenComparing(Pack::name, String.CASE_INSENSITIVE_ORDER))
                .map(Choice::of)
                .toList();
        View page = layout.page("connections/choose", SECTION, "")
                .with("q", wanted)
                .with("category", category)
                .with("categories", categories(found, wanted, category))
                .with("choices", choices);
        return visit.wantsPart()
                ? Layout.part(page.only("gallery"), address(wanted, category))
                : Layout.answer(200, page);
    }

    private static boolean startsWith(String name, String text) {
        return name.regionMatches(true, 0, text, 0, text.length());
    }

    private static List<Category> categories(List<Pack> found, String wanted, String current) {
        Map<String, Long> counts =
                found.stream().collect(Collectors.groupingBy(Pack::category, TreeMap::new, Collectors.counting()));
        Category all = new Category(
                Messages.text("connection.choose.all"), found.size(), address(wanted, ""), current.isEmpty());
        return Stream.concat(
                        Stream.of(all),
                        counts.entrySet().stream()
                                .map(category -> new Category(
                                        label(category.getKey()),
                                        category.getValue().intValue(),
                                        address(wanted, category.getKey()),
                                        category.getKey().equals(current))))
                .toList();
    }

    /** As it is written at the beginning of a line. */
    static String label(String category) {
        String words = Stream.of(category.split(" ", -1))
                .map(word -> ABBREVIATIONS.contains(word) ? word.toUpperCase(Locale.ROOT) : word)
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String address(String text, String category) {
        String query = Stream.of(Map.entry("q", text), Map.entry("category", category))
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "/connections/new" : "/connections/new?" + query;
    }
}
