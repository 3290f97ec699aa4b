package dev.dragops.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.BrowserTest;
import dev.dragops.systemtests.driver.Chromium;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Window;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the tests in the browser would see what must not happen in it. */
@BrowserTest
@Tag("looks")
class WatchIT {
    private final Dragops dragops;
    private final Chromium chromium;

    WatchIT(Dragops dragops, Chromium chromium) {
        this.dragops = dragops;
        this.chromium = chromium;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            img-src      | <img src='https://elsewhere.example/x.png'>
            style-src    | <p style='color: red'>red</p>
            script-src   | <img src='/no-such-picture' onerror='hit()'>
            frame-src    | <iframe src='https://elsewhere.example/'></iframe>
            404          | <img src='/no-such-picture'>
            """)
    void aWindowNotesWhatAPageMustNotDo(String why, String markup) {
        Window window = chromium.window(dragops).open("/sign-in");

        window.page().evaluate("""
                        markup => {
                          const stopped = new Promise(resolve => addEventListener('securitypolicyviolation', resolve));
                          const answered = new Promise(resolve => addEventListener('error', resolve, true));
                          document.querySelector('main').insertAdjacentHTML('beforeend', markup);
                          return Promise.race([stopped, answered]).then(() => true);
                        }""", markup);

        assertThat(window.takeFaults()).anySatisfy(fault -> assertThat(fault).contains(why));
    }
}
