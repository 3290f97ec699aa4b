package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.accounts.Usage;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageChartTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 5);

    @Test
    void drawsABarForEachOfThirtyDays() {
        UsageChart chart = UsageChart.of(
                List.of(
                        new Usage.Day(TODAY.minusDays(30), 99),
                        new Usage.Day(TODAY.minusDays(29), 1),
                        new Usage.Day(TODAY, 400)),
                TODAY);

        assertThat(chart.bars()).hasSize(30);
        assertThat(chart.total()).as("what is older is not counted").isEqualTo(401);
        assertThat(chart.bars().get(0)).isEqualTo(new UsageChart.Bar("4 Feb", 1, 3, 96, 14, 4));
        assertThat(chart.bars().get(29)).isEqualTo(new UsageChart.Bar("5 Mar", 400, 583, 0, 14, 100));
        assertThat(chart.busy()).extracting(UsageChart.Bar::day).containsExactly("5 Mar", "4 Feb");
    }

    @Test
    void drawsNothingWhereNothingWasOpened() {
        UsageChart chart = UsageChart.of(List.of(), TODAY);

        assertThat(chart.total()).isZero();
        assertThat(chart.busy()).isEmpty();
    }
}
