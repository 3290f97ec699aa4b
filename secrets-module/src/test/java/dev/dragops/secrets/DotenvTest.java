package dev.dragops.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.platform.FieldError;
import dev.dragops.vault.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTest {
    private static Dotenv read(String text) {
        return Dotenv.read(Plaintext.ofText(text));
    }

    private static Map<String, String> values(String text) {
        Dotenv file = read(text);
        assertThat(file.faults()).isEmpty();
        return file.entries().stream()
                .collect(Collectors.toMap(
                        entry -> entry.name().value(), entry -> entry.value().revealText()));
    }

    /** As {@code line code}. */
    private static List<String> faults(String text) {
        return read(text).faults().stream()
                .map(fault -> fault.line().orElse(0) + " " + fault.code())
                .toList();
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("A=b", "b"),
                Arguments.of("A=b\n", "b"),
                Arguments.of("A=b\r\n", "b"),
                Arguments.of("\uFEFFA=b", "b"),
                Arguments.of("export A=b", "b"),
                Arguments.of("  export\t A =  b  ", "b"),
                Arguments.of("A = b", "b"),
                Arguments.of("A=b c  d", "b c  d"),
                Arguments.of("A=b=c==", "b=c=="),
                Arguments.of("A=b # a comment", "b"),
                Arguments.of("A=b\t#", "b"),
                Arguments.of("A=b#c", "b#c"),
                Arguments.of("A=#b", "#b"),
                Arguments.of("A=it's \"so\"", "it's \"so\""),
                Arguments.of("A=C:\\new\\${B}", "C:\\new\\${B}"),
                Arguments.of("A=$B", "$B"),
                Arguments.of("A=ü \uD83D\uDE80", "ü \uD83D\uDE80"),
                Arguments.of("A=\u00A0b", "\u00A0b"),
                Arguments.of("A=''' b '''".replace("'''", "'"), " b "),
                Arguments.of("A='b' # a comment", "b"),
                Arguments.of("A='b'# a comment", "b"),
                Arguments.of("A='\\n\"$B#'", "\\n\"$B#"),
                Arguments.of("A='C:\\'", "C:\\"),
                Arguments.of("A='one\ntwo'", "one\ntwo"),
                Arguments.of("A='one\r\ntwo\r\n'\r\n", "one\ntwo\n"),
                Arguments.of("A=\" b \"", " b "),
                Arguments.of("A=\"b#c\" # a comment", "b#c"),
                Arguments.of("A=\"\\n\\r\\t\\\"\\\\\\$\"", "\n\r\t\"\\$"),
                Arguments.of("A=\"\\d\\u0041\\'\\ü\"", "\\d\\u0041\\'\\ü"),
                Arguments.of("A=\"it's\"", "it's"),
                Arguments.of("A=\"one\\\ntwo\"", "one\\\ntwo"),
                Arguments.of("A=\"one\\\r\ntwo\"", "one\\\ntwo"),
                Arguments.of("A=\"# no comment\nB=no name\"", "# no comment\nB=no name"),
                Arguments.of("A=\"lone \r stays, \u0000 too\"", "lone \r stays, \u0000 too"),
                Arguments.of("A=\"" + "k".repeat(65_536) + "\"", "k".repeat(65_536)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void readsAValue(String text, String value) {
        assertThat(values(text)).isEqualTo(Map.of("A", value));
    }

    @Test
    void readsAFileInItsOrderAndSkipsCommentsAndEmptyLines() {
        Dotenv file = read("""
                # the database
                DATABASE_URL=postgres://u:p@h/d?x=1#y

                  # indented
                export KEY="-----BEGIN-----
                b64==
                -----END-----" # as it came
                \t
                LAST='x'""");

        assertThat(file.faults()).isEmpty();
        assertThat(file.entries().stream().map(entry -> entry.line() + " " + entry.name()))
                .containsExactly("2 DATABASE_URL", "5 KEY", "9 LAST");
        assertThat(file.entries().get(1).value().revealText()).isEqualTo("-----BEGIN-----\nb64==\n-----END-----");
    }

    static Stream<Arguments> badLines() {
        return Stream.of(
                Arguments.of("A", "1 NO_EQUALS_SIGN"),
                Arguments.of("export A", "1 NO_EQUALS_SIGN"),
                Arguments.of("A B=c", "1 NO_EQUALS_SIGN"),
                Arguments.of("A: b", "1 NO_EQUALS_SIGN"),
                Arguments.of("\u0000", "1 NO_EQUALS_SIGN"),
                Arguments.of("=b", "1 INVALID_NAME"),
                Arguments.of("export=b", "1 INVALID_NAME"),
                Arguments.of("export = b", "1 INVALID_NAME"),
                Arguments.of("exportA=b", "1 INVALID_NAME"),
                Arguments.of("lower=b", "1 INVALID_NAME"),
                Arguments.of("1A=b", "1 INVALID_NAME"),
                Arguments.of("A-B=c", "1 INVALID_NAME"),
                Arguments.of("\u00c4=c", "1 INVALID_NAME"),
                Arguments.of("'A'=c", "1 INVALID_NAME"),
                Arguments.of("A".repeat(129) + "=c", "1 INVALID_NAME"),
                Arguments.of("A=", "1 EMPTY"),
                Arguments.of("A=   ", "1 EMPTY"),
                Arguments.of("A= # a comment", "1 EMPTY"),
                Arguments.of("A=''", "1 EMPTY"),
                Arguments.of("A=\"\"", "1 EMPTY"),
                Arguments.of("A=\n\nB=", "1 EMPTY,3 EMPTY"),
                Arguments.of("A='b", "1 UNCLOSED_QUOTE"),
                Arguments.of("A=\"b\\\"", "1 UNCLOSED_QUOTE"),
                Arguments.of("A=\"b\\", "1 UNCLOSED_QUOTE"),
                Arguments.of("A=\"b\nB=c", "1 UNCLOSED_QUOTE"),
                Arguments.of("A='b'c", "1 AFTER_QUOTE"),
                Arguments.of("A='it'\\''s'", "1 AFTER_QUOTE"),
                Arguments.of("A=\"b\nB=\"c\"", "1 AFTER_QUOTE"),
                Arguments.of("A=`b`", "1 BACKTICK"),
                Arguments.of("A=b\rB=c", "1 CONTROL_CHARACTER"),
                Arguments.of("A=b\u0000", "1 CONTROL_CHARACTER"),
                Arguments.of("A=b\u007f", "1 CONTROL_CHARACTER"),
                Arguments.of("A=b\nB=c\nA=d", "3 REPEATED"),
                Arguments.of("A=" + "k".repeat(65_537), "1 TOO_LONG"),
                Arguments.of("A=" + "\u00fc".repeat(32_769), "1 TOO_LONG"),
                Arguments.of("", "0 REQUIRED"),
                Arguments.of("\uFEFF\n# nothing\n", "0 REQUIRED"),
                Arguments.of("KEY=-----BEGIN-----\nb64b64\n-----END-----", "2 NO_EQUALS_SIGN,3 NO_EQUALS_SIGN"),
                Arguments.of("a=\"x\ny\"z\nB=c\nd", "1 INVALID_NAME,1 AFTER_QUOTE,2 NO_EQUALS_SIGN,4 NO_EQUALS_SIGN"));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void tellsTheLineAndTheReason(String text, String faults) {
        assertThat(String.join(",", faults(text))).isEqualTo(faults);
        assertThat(String.join(",", faults(text.replace("\n", "\r\n")))).isEqualTo(faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A='Xyzzy", "A=\"q\"Xyzzy", "Xyzzy", "Xyzzy=1", "XYZZY=", "A=`Xyzzy", "XYZZY=1\nXYZZY=2"})
    void repeatsNoWordOfALine(String text) {
        Dotenv file = read(text);

        assertThat(file.faults()).hasSize(1);
        FieldError fault = file.faults().get(0);
        assertThat(fault.toString() + file).doesNotContainIgnoringCase("xyzzy");
        assertThat(fault.field()).isEqualTo("dotenv");
    }

    @Test
    void goesOnAfterABadLine() {
        Dotenv file = read("A=1\nB='open\nC=3\nD=\nE=5");

        assertThat(file.entries().stream().map(entry -> entry.line() + " " + entry.name()))
                .containsExactly("1 A", "3 C", "5 E");
    }

    @Test
    void readsAThousandNamesAndNotOneMore() {
        String thousand =
                IntStream.range(0, 1000).mapToObj(i -> "N" + i + "=v\n").collect(Collectors.joining());

        assertThat(read(thousand).entries()).hasSize(1000);
        assertThat(faults(thousand + "ONE_MORE=v\nlower=v")).containsExactly("1001 TOO_MANY");
    }

    @Test
    void tellsAHundredFaultsAtMost() {
        assertThat(read("x\n".repeat(100_000)).faults()).hasSize(100);
    }

    @Test
    void wipesItsValuesWhenItIsClosed() {
        Dotenv file = read("A=b");
        byte[] value = file.entries().get(0).value().reveal();

        file.close();

        assertThat(value).containsOnly(0);
    }
}
