package dev.dragops.web.pages;

import dev.dragops.accounts.Usage;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often something was opened on each of the last 30 days, in UTC, as bars of a drawing.
 *
 * @param bars the first day first; one for each day
 * @param total of all days
 * @param most of one day
 */
public record UsageChart(List<Bar> bars, long total, long most) {
    private static final int DAYS = 30;
    private static final int STEP = 20;
    private static final int BAR = 14;
    private static final int SMALLEST = 4;

    /** A day without an opening is a day too. */
    private static final int NOTHING = 2;

    /** In the units of the drawing's own coordinates. */
    public static final int WIDTH = DAYS * STEP;

    /** In the units of the drawing's own coordinates. */
    public static final int HEIGHT = 100;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    public UsageChart {
        bars = List.copyOf(bars);
    }

    /** A day. */
    public record Bar(String day, long openings, int x, int y, int width, int height) {}

    static UsageChart of(List<Usage.Day> days, LocalDate today) {
        Map<LocalDate, Long> counts = days.stream().collect(Collectors.toMap(Usage.Day::day, Usage.Day::openings));
        LocalDate first = today.minusDays(DAYS - 1L);
        List<Long> openings = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            openings.add(counts.getOrDefault(first.plusDays(i), 0L));
        }
        long most = openings.stream().mapToLong(Long::longValue).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            long count = openings.get(i);
            int height = count == 0 ? NOTHING : Math.max(SMALLEST, (int) (count * HEIGHT / most));
            bars.add(new Bar(
                    DAY.format(first.plusDays(i)), count, i * STEP + (STEP - BAR) / 2, HEIGHT - height, BAR, height));
        }
        return new UsageChart(bars, openings.stream().mapToLong(Long::longValue).sum(), most);
    }

    /** The days on which there was anything, the latest first. */
    public List<Bar> busy() {
        List<Bar> busy =
                new ArrayList<>(bars.stream().filter(bar -> bar.openings() > 0).toList());
        Collections.reverse(busy);
        return busy;
    }

    public String firstDay() {
        return bars.get(0).day();
    }

    public int width() {
        return WIDTH;
    }

    public int height() {
        return HEIGHT;
    }
}
