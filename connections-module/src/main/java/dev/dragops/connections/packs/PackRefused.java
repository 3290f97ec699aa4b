package dev.dragops.connections.packs;

import java.util.List;

/** A pack file that cannot be used, and why. */
public final class PackRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** More tell an author no more, and would flood the log. */
    private static final int MOST_PROBLEMS = 20;

    private final transient List<PackProblem> problems;

    public PackRefused(List<PackProblem> problems) {
        super(problems.size() + " problems, the first: " + problems.get(0));
        this.problems = problems.stream().limit(MOST_PROBLEMS).toList();
    }

    /** The file as a whole is the problem. */
    static PackRefused file(String reason) {
        return new PackRefused(List.of(new PackProblem("", reason)));
    }

    /** At least one, at most 20. */
    public List<PackProblem> problems() {
        return problems;
    }
}
