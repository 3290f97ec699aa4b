package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private final Assets assets = new Assets();

    @Test
    void staysSmall() {
        assertThat(assets.compressedSize()).isLessThan(100 * 1024);
    }

    @Test
    void givesAFileAtItsFingerprintOnly() {
        String fingerprint = assets.base().substring("/assets/".length());

        assertThat(fingerprint).matches("[0-9a-f]{16}");
        assertThat(assets.find(fingerprint, "tabler.min.css")).isPresent();
        assertThat(assets.find(fingerprint, "../templates/layout.html")).isEmpty();
        assertThat(assets.find("0000000000000000", "tabler.min.css")).isEmpty();
    }

    @Test
    void compressesWithoutLoss() throws IOException {
        String fingerprint = assets.base().substring("/assets/".length());
        Assets.Asset css = assets.find(fingerprint, "dragops.css").orElseThrow();

        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(css.bytes(true))).readAllBytes();

        assertThat(unpacked).isEqualTo(css.bytes(false));
    }

    @Test
    void loadsNothingFromElsewhere() {
        String fingerprint = assets.base().substring("/assets/".length());
        for (String name : new String[] {"tabler.min.css", "dragops.css"}) {
            String css = new String(assets.find(fingerprint, name).orElseThrow().bytes(false), StandardCharsets.UTF_8);
            assertThat(css).doesNotContainPattern("@import|url\\(\\s*[\"']?(?:https?:)?//");
        }
    }
}
