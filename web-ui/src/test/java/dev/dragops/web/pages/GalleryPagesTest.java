package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;

class GalleryPagesTest {
    private final Fakes fakes = Fakes.full();
    private final Site site = new Site(fakes).asAda();

    @Test
    void offersAnyOtherServiceAfterTheKnownOnes() {
        String page = site.html(site.gallery().choose("", ""));

        assertThat(page.lastIndexOf("href=\"/connections/new/")).isPositive();
        assertThat(page.indexOf("href=\"/connections/custom?type=api_key\""))
                .isGreaterThan(page.lastIndexOf("href=\"/connections/new/"));
    }

    @Test
    void putsFirstWhatStartsAsThePersonWrites() {
        fakes.packs.add(ExamplePacks.pack("a-git-host", ExamplePacks.slack().methods()));

        assertThat(site.html(site.gallery().choose("git", "")))
                .containsSubsequence("href=\"/connections/new/github\"", "href=\"/connections/new/a-git-host\"");
    }

    @Test
    void findsByNameAndCountsTheCategoriesOfWhatWasFound() {
        String page = site.html(site.gallery().choose(" JIRA ", ""));

        assertThat(page)
                .contains("href=\"/connections/new/jira\"", "href=\"/connections/new?q=JIRA&amp;category=other\"")
                .doesNotContain("href=\"/connections/new/slack\"");
        assertThat(page).containsPattern("Other</span> <span class=\"category-count\">1<");
    }

    @Test
    void offersAnotherServiceWhereNoneIsFound() {
        String page = site.html(site.gallery().choose("no such thing", ""));

        assertThat(page)
                .contains("No service matches", "/connections/custom?type=api_key", "href=\"/connections/new\"")
                .doesNotContain("href=\"/connections/new/");
    }

    @Test
    void answersTheChangedPartToHtmx() {
        site.visit.shownAs(Theme.SYSTEM, true);

        Response part = site.gallery().choose("jira", "");

        assertThat(part.getHeaderString("HX-Push-Url")).isEqualTo("/connections/new?q=jira");
        assertThat(site.html(part))
                .contains("id=\"gallery\"", "id=\"found\"", "One service")
                .doesNotContain("<html", "gallery-search");
    }

    @Test
    void namesTheWaysToConnect() {
        assertThat(site.html(site.gallery().choose("github", "")))
                .containsSubsequence("class=\"type\">OAuth<", "class=\"type\">API key<");
    }

    @Test
    void writesCategoriesAsPeopleDo() {
        assertThat(GalleryPages.label("crm")).isEqualTo("CRM");
        assertThat(GalleryPages.label("it service management")).isEqualTo("IT service management");
        assertThat(GalleryPages.label("project management")).isEqualTo("Project management");
        assertThat(GalleryPages.label("")).isEmpty();
    }
}
