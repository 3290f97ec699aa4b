package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.ApiToken;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.TokenId;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.accounts.Workspaces;
import dev.dragops.vault.Plaintext;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * API tokens. A token is shown in the answer to the form that made it and nowhere else; that form makes no other one
 * when it is sent again, such as by a reload.
 */
@Path("tokens")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class TokenPages {
    /** The choices of how long a token lives, in days; none is for ever. */
    static final List<String> LIVES = List.of("7", "30", "90", "365", "never");

    private static final String SECTION = "tokens";
    private static final String USUAL_LIFE = "90";
    private static final String NAME = "name";
    private static final String SCOPES = "scopes";
    private static final String LIFE = "life";
    private static final String WORKSPACE = "workspace";
    private static final String PASSWORD = "password";
    private static final String FORM = "form";
    private static final Pattern FORM_ID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Clock clock = Clock.systemUTC();

    @EJB
    Accounts accounts;

    @EJB
    Workspaces workspaces;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /**
     * A token in the list.
     *
     * @param workspace the name of the one that it is pinned to, empty where it is not
     * @param gone whether the workspace that it is pinned to is not there any more
     * @param expiresAt none where it lives for ever
     * @param lastUsedAt none where it was never used
     */
    public record Row(
            String id,
            String name,
            String hint,
            List<String> scopes,
            String workspace,
            boolean gone,
            When createdAt,
            List<When> expiresAt,
            boolean expired,
            List<When> lastUsedAt) {}

    /** What a token may do. */
    public record ScopeChoice(String wire, String key, boolean checked) {
        static ScopeChoice of(Scope scope, boolean checked) {
            return new ScopeChoice(scope.wire(), key(scope), checked);
        }

        /** What its words are found by. */
        static String key(Scope scope) {
            return scope.wire().replace(':', '-');
        }
    }

    /** One of a few to choose. */
    public record Choice(String value, String label, boolean selected) {}

    @GET
    public Response list(@QueryParam("notice") @DefaultValue("") String notice) {
        Caller caller = visit.caller();
        Instant now = clock.instant();
        List<Row> rows = accounts.tokens(caller).stream()
                .map(token -> row(caller, token, now))
                .toList();
        return Layout.answer(200, layout.page("tokens/list", SECTION, notice).with("tokens", rows));
    }

    @GET
    @Path("new")
    public Response form() {
        return Layout.answer(200, formPage(Optional.empty(), PageCookies.random(), FormErrors.none()));
    }

    @POST
    @Path("new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response issue() {
        PostedForm sent = visit.form();
        String form = Optional.of(sent.text(FORM))
                .filter(id -> FORM_ID.matcher(id).matches())
                .orElseGet(PageCookies::random);
        List<Scope> scopes = Arrays.stream(Scope.values())
                .filter(scope -> sent.names().contains(SCOPES + "." + scope.wire()))
                .toList();
        Optional<Plaintext> password = sent.secret(PASSWORD);
        try {
            ApiToken.Request request = new ApiToken.Request(
                    sent.text(NAME), scopes, expiry(sent.text(LIFE)), workspace(sent.text(WORKSPACE)), password);
            ApiToken.Issued issued = accounts.issueTokenOnce(visit.caller(), request, form);
            return Layout.answer(
                    200,
                    layout.page("tokens/made", SECTION, "")
                            .with(NAME, issued.token().name())
                            .with("token", issued.secret()));
        } catch (AccountsException.TokenIssuedBefore again) {
            return Layout.answer(409, layout.page("tokens/made-before", SECTION, ""));
        } catch (AccountsException.Invalid invalid) {
            List<String> shown = List.of(NAME, SCOPES, LIFE);
            UnaryOperator<String> formName = field -> field.equals("expiresAt") ? LIFE : field;
            return Layout.answer(400, formPage(Optional.of(sent), form, FormErrors.of(invalid, shown, formName)));
        } catch (AccountsException.WorkspaceNotFound gone) {
            FormErrors errors = FormErrors.field(WORKSPACE, gone.getMessage());
            return Layout.answer(400, formPage(Optional.of(sent), form, errors));
        } catch (AccountsException.ReauthenticationRequired wrong) {
            String why = Messages.text(password.isPresent() ? "token.password.wrong" : "token.password.needed");
            return Layout.answer(403, formPage(Optional.of(sent), form, FormErrors.field(PASSWORD, why)));
        } catch (AccountsException.TooManyAttempts throttled) {
            View again = formPage(Optional.of(sent), form, FormErrors.whole(throttled.getMessage()));
            return Response.status(429)
                    .type(MediaType.TEXT_HTML_TYPE)
                    .header("Retry-After", throttled.retryAfterSeconds())
                    .entity(again)
                    .build();
        } finally {
            password.ifPresent(Plaintext::close);
        }
    }

    @GET
    @Path("{id: tok_[^/]*}/revoke")
    public Response confirmRevoke(@PathParam("id") String id) {
        ApiToken token = token(id);
        return Layout.answer(
                200,
                layout.page("tokens/revoke", SECTION, "")
                        .with("id", token.id().value())
                        .with(NAME, token.name())
                        .with("hint", token.hint())
                        .with(
                                "lastUsedAt",
                                token.lastUsedAt().map(When::of).stream().toList()));
    }

    @POST
    @Path("{id: tok_[^/]*}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response revoke(@PathParam("id") String id) {
        accounts.revokeToken(visit.caller(), TokenId.parse(id).orElseThrow(AccountsException.TokenNotFound::new));
        return Layout.seeOther("/tokens?notice=token-revoked").build();
    }

    private ApiToken token(String id) {
        return accounts.tokens(visit.caller()).stream()
                .filter(token -> token.id().value().equals(id))
                .findFirst()
                .orElseThrow(AccountsException.TokenNotFound::new);
    }

    private Row row(Caller caller, ApiToken token, Instant now) {
        Optional<String> pinned = token.workspace().flatMap(id -> workspaces.list(caller).stream()
                .filter(workspace -> workspace.id().equals(id))
                .map(Workspace::name)
                .findFirst());
        return new Row(
                token.id().value(),
                token.name(),
                token.hint(),
                token.scopes().stream().map(Scope::wire).toList(),
                pinned.orElse(""),
                token.workspace().isPresent() && pinned.isEmpty(),
                When.of(token.createdAt()),
                token.expiresAt().map(When::of).stream().toList(),
                token.expiresAt().filter(at -> !at.isAfter(now)).isPresent(),
                token.lastUsedAt().map(When::of).stream().toList());
    }

    private View formPage(Optional<PostedForm> sent, String form, FormErrors errors) {
        String life = sent.map(posted -> posted.text(LIFE)).orElse(USUAL_LIFE);
        String workspace = sent.map(posted -> posted.text(WORKSPACE)).orElse("");
        List<ScopeChoice> scopes = Arrays.stream(Scope.values())
                .map(scope -> ScopeChoice.of(
                        scope,
                        sent.filter(posted -> posted.names().contains(SCOPES + "." + scope.wire()))
                                .isPresent()))
                .toList();
        List<Choice> pins = new ArrayList<>();
        pins.add(new Choice("", Messages.text("token.workspace.any"), workspace.isEmpty()));
        workspaces
                .list(visit.caller())
                .forEach(one -> pins.add(new Choice(
                        one.id().value(), one.name(), one.id().value().equals(workspace))));
        return layout.page("tokens/form", SECTION, "")
                .with(FORM, form)
                .with(
                        NAME,
                        FormField.text(NAME, "off")
                                .filled(sent.map(posted -> posted.text(NAME)).orElse(""), errors))
                .with(SCOPES, scopes)
                .with("scopesError", errors.of(SCOPES))
                .with(
                        "lives",
                        LIVES.stream()
                                .map(days -> new Choice(days, Messages.text("token.life." + days), days.equals(life)))
                                .toList())
                .with("lifeError", errors.of(LIFE))
                .with("workspaces", pins)
                .with("workspaceError", errors.of(WORKSPACE))
                .with(
                        PASSWORD,
                        FormField.secret(PASSWORD, "current-password")
                                .optional()
                                .filled("", errors))
                .with("error", errors.whole());
    }

    /** An unknown choice is the usual one, never for ever. */
    private Optional<Instant> expiry(String life) {
        String days = LIVES.contains(life) ? life : USUAL_LIFE;
        return days.equals("never")
                ? Optional.empty()
                : Optional.of(clock.instant()
                        .plus(Duration.ofDays(Long.parseLong(days)))
                        .truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<WorkspaceId> workspace(String id) {
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(WorkspaceId.parse(id).orElseThrow(AccountsException.WorkspaceNotFound::new));
    }
}
