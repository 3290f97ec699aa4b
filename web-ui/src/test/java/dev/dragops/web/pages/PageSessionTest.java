package dev.dragops.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.dragops.web.WebException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageSessionTest {
    private static final String ADAS = "drs_" + "a".repeat(43);
    private static final String COOKIE = "dragops_session";
    private static final String OWN = "http://localhost:8080";
    private static final List<Class<?>> RESOURCES = List.of(
            HomePage.class,
            SignInPages.class,
            SignUpPages.class,
            ConnectionListPages.class,
            GalleryPages.class,
            ConnectionActivityPage.class,
            ConnectionPages.class,
            CredentialPages.class,
            EndingPages.class,
            FieldCheckPage.class,
            NewConnectionPages.class,
            ConnectPages.class,
            OAuthPages.class,
            OAuthAppPages.class,
            ActivityPages.class,
            AdminPages.class,
            KeyPages.class,
            ProfilePages.class,
            SecretImportPages.class,
            SecretPages.class,
            ThemePage.class,
            TokenPages.class,
            WorkspacePages.class);

    private final Fakes fakes = new Fakes();
    private final Door door = new Door(fakes);

    @Test
    void standsBeforeEveryPage() {
        assertThat(RESOURCES).allMatch(resource -> resource.isAnnotationPresent(Page.class));
        assertThat(new ClassFileImporter()
                        .importPackages(PageSession.class.getPackageName()).stream()
                                .filter(candidate -> candidate.isAnnotatedWith(Path.class))
                                .map(JavaClass::getName)
                                .toList())
                .as(
                        "the resources of this package, and the assets and reports of the content policy, which are no pages")
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(RESOURCES.stream(), Stream.of(AssetResource.class, CspReports.class))
                                .map(Class::getName)
                                .toList());
    }

    @Test
    void letsVisitorsIntoTheseOnly() {
        Set<String> open = RESOURCES.stream()
                .flatMap(resource -> Stream.of(resource.getDeclaredMethods())
                        .filter(method -> resource.isAnnotationPresent(ForVisitors.class)
                                || method.isAnnotationPresent(ForVisitors.class))
                        .filter(PageSessionTest::isEndpoint)
                        .map(method -> resource.getSimpleName() + "." + method.getName()))
                .collect(Collectors.toSet());

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "HomePage.get",
                        "OAuthPages.back",
                        "SignInPages.form",
                        "SignInPages.signIn",
                        "SignUpPages.form",
                        "SignUpPages.signUp");
    }

    @Test
    void knowsWhoComesByTheSessionCookie() {
        assertThat(door.get("/connections", Map.of(COOKIE, ADAS))).isEmpty();
        assertThat(door.site.visit.caller()).isEqualTo(Fakes.ADA);
        assertThat(door.current.madeBy).contains(Fakes.ADA);
    }

    @ParameterizedTest
    @CsvSource({
        "/connections, /sign-in?returnTo=%2Fconnections",
        "/connections?q=a&status=active, /sign-in?returnTo=%2Fconnections%3Fq%3Da%26status%3Dactive",
        "//evil.example/, /sign-in"
    })
    void leadsVisitorsToTheSignInPage(String address, String expected) {
        Response answer = door.get(address, Map.of()).orElseThrow();

        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(Site.location(answer)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"drt_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "drs_short", "''", "x"})
    void asksNobodyAboutACookieThatIsNoSession(String cookie) {
        assertThat(door.get("/connections", Map.of(COOKIE, cookie))).isPresent();
        assertThat(fakes.calls).isEmpty();
    }

    @Test
    void letsAFormInThatWasSentFromAPageOfOursWithItsToken() {
        String token = door.site.tokens.ofSession(Fakes.SESSION);

        assertThat(door.post(Map.of(COOKIE, ADAS), OWN, "csrf=" + token + "&name=x"))
                .isEmpty();
        assertThat(door.site.visit.form().text("name")).isEqualTo("x");
    }

    @Test
    void leadsThePageOfAPartToSignInAndBack() {
        Response answer = door.sending(Map.of("HX-Request", "true"))
                .get("/connections?q=x", Map.of())
                .orElseThrow();

        assertThat(answer.getHeaderString("HX-Redirect")).isEqualTo("/sign-in?returnTo=%2Fconnections%3Fq%3Dx");
    }

    @Test
    void leavesAFormAsItIsWhoseFieldIsCheckedWithoutASession() {
        Response answer = door.sending(Map.of("HX-Request", "true"))
                .post(Map.of(), OWN, "csrf=x")
                .orElseThrow();

        assertThat(answer.getStatus()).isEqualTo(204);
        assertThat(answer.getHeaders()).isEmpty();
    }

    @Test
    void comesBackToTheFormsPageAndNotToItsOwnAddress() {
        String body = "csrf=" + door.site.tokens.ofSession(Fakes.SESSION);

        door.sending(Map.of("Referer", "http://localhost:8080/workspaces?x=1")).post(Map.of(COOKIE, ADAS), OWN, body);
        assertThat(door.site.visit.path()).isEqualTo("/workspaces?x=1");

        door.sending(Map.of("Referer", "no address")).post(Map.of(COOKIE, ADAS), OWN, body);
        assertThat(door.site.visit.path()).isEqualTo("/");
    }

    @Test
    void refusesAFormWithoutItsToken() {
        String ofVisitor = door.site.tokens.ofVisitor("v".repeat(43));
        for (String body : List.of("name=x", "csrf=&name=x", "csrf=wrong", "csrf=" + ofVisitor)) {
            assertThatThrownBy(() -> door.post(Map.of(COOKIE, ADAS), OWN, body))
                    .as(body)
                    .isInstanceOf(WebException.FormRefused.class);
        }
    }

    @Test
    void refusesAFormFromElsewhereEvenWithItsToken() {
        String body = "csrf=" + door.site.tokens.ofSession(Fakes.SESSION);
        for (String origin : List.of("https://evil.example", "null", "")) {
            assertThatThrownBy(() -> door.post(Map.of(COOKIE, ADAS), origin, body))
                    .as(origin)
                    .isInstanceOf(WebException.FormRefused.class);
        }
    }

    @Test
    void takesLessOfSomebodyWhoIsNotSignedIn() {
        String body = "a=" + "x".repeat(1 << 16);
        assertThatThrownBy(() -> door.post(Map.of(COOKIE, ADAS), OWN, body))
                .isInstanceOf(WebException.FormRefused.class);
        assertThatThrownBy(() -> new Door(fakes).postToSignIn(Map.of(), OWN, body))
                .isInstanceOf(WebException.ContentTooLarge.class);
    }

    @Test
    void refusesAFormThatIsTooLargeOrBroken() {
        assertThatThrownBy(() -> door.post(Map.of(COOKIE, ADAS), OWN, "a=" + "x".repeat(1 << 20)))
                .isInstanceOf(WebException.ContentTooLarge.class);
        assertThatThrownBy(() -> door.post(Map.of(COOKIE, ADAS), OWN, "a=%zz"))
                .isInstanceOf(WebException.MalformedRequest.class);
    }

    @Test
    void bindsTheFormsBeforeSigningInToTheVisitorsCookie() {
        String cookie = "v".repeat(43);
        String token = door.site.tokens.ofVisitor(cookie);

        assertThat(door.postToSignIn(Map.of("dragops_pre", cookie), OWN, "csrf=" + token))
                .isEmpty();
        assertThatThrownBy(() -> door.postToSignIn(Map.of("dragops_pre", "w".repeat(43)), OWN, "csrf=" + token))
                .isInstanceOf(WebException.FormRefused.class);
        assertThatThrownBy(() -> door.postToSignIn(Map.of(), OWN, "csrf=" + token))
                .isInstanceOf(WebException.FormRefused.class);
    }

    @Test
    void turnsAFormOfAVisitorAwayBeforeReadingIt() {
        Response answer = door.post(Map.of(), OWN, "name=x").orElseThrow();

        assertThat(Site.location(answer)).isEqualTo("/sign-in");
        assertThatThrownBy(() -> door.site.visit.form()).isInstanceOf(IllegalStateException.class);
    }

    private static boolean isEndpoint(Method method) {
        return Stream.of(method.getAnnotations())
                .anyMatch(
                        annotation -> annotation.annotationType().isAnnotationPresent(jakarta.ws.rs.HttpMethod.class));
    }
}
