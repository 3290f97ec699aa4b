package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThemeTest {
    private final Site site = new Site(new Fakes());

    @Test
    void followsTheSystemWhereNobodyChose() {
        assertThat(page()).doesNotContain("data-bs-theme");
    }

    @Test
    void keepsWhatThePersonChose() {
        site.asAda();
        site.visit.shownAs(Theme.DARK, false);

        assertThat(page()).contains("<html lang=\"en\" data-bs-theme=\"dark\">");
    }

    @Test
    void remembersTheChoiceAndGoesBack() {
        var answer = site.asAda()
                .sending("theme", "dark", "returnTo", "/secrets")
                .theme()
                .choose();

        assertThat(Site.location(answer)).isEqualTo("/secrets");
        assertThat(Site.cookiesSet(answer))
                .singleElement()
                .asString()
                .startsWith("dragops_theme=dark; Max-Age=31536000");
    }

    @Test
    void forgetsTheChoiceWhereTheSystemIsToDecide() {
        var answer = site.asAda()
                .sending("theme", "<script>", "returnTo", "//evil.example")
                .theme()
                .choose();

        assertThat(Site.location(answer)).isEqualTo("/");
        assertThat(Site.cookiesSet(answer)).singleElement().asString().startsWith("dragops_theme=; Max-Age=0");
    }

    private String page() {
        return site.html(site.asAda().gallery().choose("", ""));
    }
}
