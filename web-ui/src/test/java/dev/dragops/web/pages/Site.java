package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.web.Later;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The pages wired to fakes, as the container would wire them, without one. */
@SuppressWarnings("UnnecessaryAssignment") // no container is there to inject
final class Site {
    final Fakes fakes;
    final Visit visit = new Visit();
    final Templates templates = new Templates();
    final PageCookies cookies = new PageCookies(URI.create("http://localhost:8080"));
    final FormToken tokens = new FormToken();
    final Layout layout = new Layout();
    final SessionStart sessions = new SessionStart();
    final PublicOrigin origin = new PublicOrigin(URI.create("http://localhost:8080"));
    final ConnectForm connectForm = new ConnectForm();

    Site(Fakes fakes) {
        this.fakes = fakes;
        tokens.vault = fakes.vault();
        layout.accounts = fakes.accounts();
        layout.workspaces = fakes.workspaces();
        layout.assets = new Assets();
        layout.tokens = tokens;
        layout.visit = visit;
        sessions.accounts = fakes.accounts();
        sessions.cookies = cookies;
        sessions.visit = visit;
        connectForm.apps = fakes.oauthApps();
        connectForm.layout = layout;
        connectForm.visit = visit;
    }

    /** Ada is signed in. */
    Site asAda() {
        return as(Optional.of(Fakes.ADA));
    }

    /** Nobody is signed in. */
    Site asVisitor() {
        return as(Optional.empty());
    }

    /** Somebody is signed in who does not administer the server. */
    Site asMember() {
        return as(Optional.of(Fakes.MEMBER));
    }

    private Site as(Optional<Caller> caller) {
        visit.begin("/here", caller, Optional.empty());
        return this;
    }

    /** With a form that passed the door. */
    Site sending(String... namesAndValues) {
        String body = body(namesAndValues);
        try {
            visit.bring(PostedForm.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), 1 << 20));
            return this;
        } catch (IOException | PostedForm.Malformed | PostedForm.TooLarge impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    SignInPages signIn() {
        SignInPages pages = new SignInPages();
        pages.accounts = fakes.accounts();
        pages.layout = layout;
        pages.sessions = sessions;
        pages.visit = visit;
        pages.current = new FakeRequest();
        return pages;
    }

    SignUpPages signUp() {
        SignUpPages pages = new SignUpPages();
        pages.accounts = fakes.accounts();
        pages.layout = layout;
        pages.sessions = sessions;
        pages.visit = visit;
        pages.current = new FakeRequest();
        return pages;
    }

    ConnectionListPages listing() {
        ConnectionListPages pages = new ConnectionListPages();
        pages.connections = fakes.connections();
        pages.packs = fakes.packs();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    GalleryPages gallery() {
        GalleryPages pages = new GalleryPages();
        pages.packs = fakes.packs();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    NewConnectionPages newConnection() {
        NewConnectionPages pages = new NewConnectionPages();
        pages.connections = fakes.connections();
        pages.packs = fakes.packs();
        pages.workspaces = fakes.workspaces();
        pages.connectForm = connectForm;
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    FieldCheckPage fieldCheck() {
        FieldCheckPage page = new FieldCheckPage();
        page.packs = fakes.packs();
        page.layout = layout;
        page.visit = visit;
        return page;
    }

    CredentialPages credential() {
        CredentialPages pages = new CredentialPages();
        pages.connections = fakes.connections();
        pages.packs = fakes.packs();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    EndingPages ending() {
        EndingPages pages = new EndingPages();
        pages.connections = fakes.connections();
        pages.connectionSecrets = fakes.connectionSecrets();
        pages.workspaces = fakes.workspaces();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    ConnectionActivityPage activity() {
        ConnectionActivityPage page = new ConnectionActivityPage();
        page.connections = fakes.connections();
        page.layout = layout;
        page.visit = visit;
        return page;
    }

    ConnectPages connect() {
        ConnectPages pages = new ConnectPages();
        pages.oauth = fakes.oauth();
        pages.connections = fakes.connections();
        pages.verification = fakes.verification();
        pages.packs = fakes.packs();
        pages.connectForm = connectForm;
        pages.layout = layout;
        pages.later = new Later();
        pages.visit = visit;
        return pages;
    }

    OAuthPages oauth() {
        OAuthPages pages = new OAuthPages();
        pages.oauth = fakes.oauth();
        pages.later = new Later();
        pages.visit = visit;
        return pages;
    }

    OAuthAppPages apps() {
        OAuthAppPages pages = new OAuthAppPages();
        pages.apps = fakes.oauthApps();
        pages.calls = fakes.providerCalls();
        pages.packs = fakes.packs();
        pages.layout = layout;
        pages.later = new Later();
        pages.visit = visit;
        return pages;
    }

    /** The answer that a page gives where it may answer later. */
    static Response answered(Consumer<AsyncResponse> page) {
        AtomicReference<Response> answer = new AtomicReference<>();
        page.accept((AsyncResponse) Proxy.newProxyInstance(
                Site.class.getClassLoader(),
                new Class<?>[] {AsyncResponse.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "resume" -> answer.compareAndSet(null, (Response) arguments[0]);
                    case "register" -> List.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
        return answer.get();
    }

    /** Where a provider sends a browser. */
    static UriInfo uri(Map<String, String> query) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>(query);
        return (UriInfo) Proxy.newProxyInstance(
                Site.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (proxy, method, arguments) -> parameters);
    }

    ConnectionPages connection() {
        ConnectionPages pages = new ConnectionPages();
        pages.connections = fakes.connections();
        pages.connectionSecrets = fakes.connectionSecrets();
        pages.packs = fakes.packs();
        pages.workspaces = fakes.workspaces();
        pages.layout = layout;
        pages.origin = origin;
        pages.visit = visit;
        return pages;
    }

    ThemePage theme() {
        ThemePage page = new ThemePage();
        page.cookies = cookies;
        page.visit = visit;
        return page;
    }

    SecretPages secret() {
        SecretPages pages = new SecretPages();
        pages.secrets = fakes.secrets();
        pages.connections = fakes.connections();
        pages.workspaces = fakes.workspaces();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    SecretImportPages secretImport() {
        SecretImportPages pages = new SecretImportPages();
        pages.imports = fakes.imports();
        pages.workspaces = fakes.workspaces();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    WorkspacePages workspace() {
        WorkspacePages pages = new WorkspacePages();
        pages.workspaces = fakes.workspaces();
        pages.secrets = fakes.secrets();
        pages.layout = layout;
        pages.visit = visit;
        return pages;
    }

    ErrorPage errors() {
        ErrorPage page = new ErrorPage();
        page.layout = layout;
        page.templates = templates;
        return page;
    }

    /** A form as a browser sends it. */
    static String body(String... namesAndValues) {
        return IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i -> encoded(namesAndValues[2 * i]) + "=" + encoded(namesAndValues[2 * i + 1]))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The HTML of an answer. */
    String html(Response answer) {
        return templates.draw((View) answer.getEntity());
    }

    static String location(Response answer) {
        return answer.getHeaderString("Location");
    }

    static List<String> cookiesSet(Response answer) {
        return answer.getHeaders().getOrDefault("Set-Cookie", List.of()).stream()
                .map(Object::toString)
                .toList();
    }
}
