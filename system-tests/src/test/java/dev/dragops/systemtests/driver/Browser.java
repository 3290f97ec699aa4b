package dev.dragops.systemtests.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without JavaScript: it keeps cookies, follows redirects and sends forms. */
public final class Browser {
    private static final int MOST_REDIRECTS = 10;

    private final URI base;
    private final CookieManager cookies = new LoopbackCookies();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final HttpClient stepping = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Browser(Dragops dragops) {
        this.base = dragops.base();
    }

    /** Sends {@code Secure} cookies to loopback without TLS, as browsers do. */
    private static final class LoopbackCookies extends CookieManager {
        @Override
        public void put(URI from, Map<String, List<String>> headers) throws IOException {
            super.put(from, headers);
            getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
        }
    }

    /** A page as it arrived. */
    public record Page(int status, URI uri, HttpHeaders headers, Document html) {
        public String text() {
            return html.text();
        }

        public String path() {
            return uri.getPath();
        }

        /** Where it leads, if it is a redirect. */
        public Optional<URI> redirect() {
            return headers.firstValue("Location").map(uri::resolve);
        }

        public Page expect(int expected) {
            assertThat(status).as("%s: %s", uri, html.text()).isEqualTo(expected);
            return this;
        }
    }

    /** Opens a page of the product, or any other by its whole address. */
    public Page open(String address) {
        return exchange(http, HttpRequest.newBuilder(base.resolve(address)).GET());
    }

    /** Opens it, and follows no redirect. */
    public Page step(URI address) {
        return exchange(stepping, HttpRequest.newBuilder(base.resolve(address)).GET());
    }

    /** Follows redirects until one leads to such a path, and answers where, without going there. */
    public URI openUntil(URI address, String pathStart) {
        URI next = address;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            if (i > 0 && next.getPath().startsWith(pathStart)) {
                return next;
            }
            Page page = step(next);
            next = page.redirect().orElseThrow(() -> new AssertionError(page.status() + ": " + page.text()));
        }
        throw new AssertionError("redirected for ever: " + next);
    }

    /** Follows the link with that text. */
    public Page follow(Page page, String linkText) {
        Element link = page.html().select("a").stream()
                .filter(a -> a.text().contains(linkText))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link " + linkText + " in " + page.text()));
        return open(link.attr("href"));
    }

    /** Fills the form that posts there by the labels of its fields, and sends it with everything hidden in it. */
    public Page submit(Page page, String action, Map<String, String> byLabel) {
        Map<String, String> fields = fields(page, action);
        byLabel.forEach((label, value) -> fields.put(fieldLabelled(page, action, label), value));
        return post(action, fields, "Origin", origin());
    }

    /** Fills the only form of a page of anybody's by the names of its fields, and sends it. */
    public Page submitOnly(Page page, Map<String, String> byName) {
        List<Element> forms = page.html().select("form[method=post]");
        assertThat(forms).as("forms of %s", page.html()).hasSize(1);
        String action = forms.get(0).attr("action");
        Map<String, String> fields = fields(page, action);
        fields.putAll(byName);
        return post(page.uri().resolve(action).toString(), fields);
    }

    /** What the form would send untouched. */
    public Map<String, String> fields(Page page, String action) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Element field : form(page, action).select("input[name], select[name], textarea[name]")) {
            switch (field.normalName()) {
                case "select" -> {
                    Element chosen = field.select("option[selected]").first();
                    Element first = field.select("option").first();
                    Element option = chosen != null ? chosen : first;
                    if (option != null) {
                        fields.put(field.attr("name"), option.attr("value"));
                    }
                }
                case "textarea" -> fields.put(field.attr("name"), field.wholeText());
                default -> {
                    boolean choice = List.of("radio", "checkbox").contains(field.attr("type"));
                    if (!choice || field.hasAttr("checked")) {
                        fields.put(field.attr("name"), field.attr("value"));
                    }
                }
            }
        }
        return fields;
    }

    /** The name of the field that the form shows under that label. */
    private static String fieldLabelled(Page page, String action, String label) {
        Element form = form(page, action);
        Element found = form.select("label").stream()
                .filter(each -> each.text().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no label " + label + " in " + form.text()));
        Element field = form.getElementById(found.attr("for"));
        assertThat(field).as("field labelled %s", label).isNotNull();
        return field.attr("name");
    }

    private static Element form(Page page, String action) {
        return page.html().select("form[method=post]").stream()
                .filter(form -> form.attr("action").equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no form to " + action + " in " + page.html().body()));
    }

    /** Sends a form as it is given. */
    public Page post(String path, Map<String, String> fields, String... headers) {
        String body = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + '=' + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return exchange(http, request);
    }

    public List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    public String origin() {
        return base.getScheme() + "://" + base.getAuthority();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Page exchange(HttpClient client, HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(
                    request.header("Accept", "text/html,*/*;q=0.8").build(), HttpResponse.BodyHandlers.ofString());
            return new Page(
                    answer.statusCode(),
                    answer.uri(),
                    answer.headers(),
                    Jsoup.parse(answer.body(), answer.uri().toString()));
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
