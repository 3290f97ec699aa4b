package dev.dragops.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityExportTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    void letsNoSpreadsheetComputeAValue(String value) {
        assertThat(ActivityExport.cell(value)).isEqualTo("\"'" + value + "\"");
    }

    @Test
    void keepsAValueInItsCell() {
        assertThat(ActivityExport.cell("a \"b\", c\r\nd")).isEqualTo("\"a \"\"b\"\", c\r\nd\"");
        assertThat(ActivityExport.cell("")).isEqualTo("\"\"");
    }
}
