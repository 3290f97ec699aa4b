package dev.dragops.web.pages;

import dev.dragops.accounts.Activity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a row of the audit trail tells beyond its action, in words. */
public record Fact(String label, String value) {
    /** The detail that is a link and no words. */
    private static final String PAGE = "page";

    static List<Fact> of(Activity activity) {
        Map<String, String> details = new TreeMap<>(activity.details());
        details.remove(PAGE);
        activity.patternId().ifPresent(pattern -> details.put("pattern", pattern));
        activity.nodeId().ifPresent(node -> details.put("node", node));
        activity.executionId().ifPresent(execution -> details.put("execution", execution));
        return details.entrySet().stream()
                .filter(detail -> !detail.getValue().isBlank())
                .map(detail -> new Fact(
                        Actions.detail(detail.getKey()), detail.getValue().replace(",", ", ")))
                .toList();
    }

    /** Where a person can end by hand what the provider did not; none in most cases. */
    static List<String> page(Activity activity) {
        return Optional.ofNullable(activity.details().get(PAGE)).stream()
                .filter(page -> page.startsWith("https://"))
                .toList();
    }
}
