package dev.dragops.web.api;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.AccountsException;
import dev.dragops.accounts.ApiToken;
import dev.dragops.accounts.Scope;
import dev.dragops.accounts.TokenId;
import dev.dragops.accounts.WorkspaceId;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API tokens; for a session only. */
@Path("api/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class TokensResource {
    private static final int MOST_SCOPES = 32;

    @EJB
    private Accounts accounts;

    @Inject
    private CurrentRequest current;

    /** An API token, which is itself shown in the answer that made it, and never again. */
    record TokenView(
            String id,
            String name,
            String hint,
            List<String> scopes,
            Optional<String> workspaceId,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt,
            Optional<String> token) {
        static TokenView of(ApiToken token, Optional<String> secret) {
            return new TokenView(
                    token.id().value(),
                    token.name(),
                    token.hint(),
                    token.scopes().stream().map(Scope::wire).toList(),
                    token.workspace().map(WorkspaceId::value),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    secret);
        }

        @Override
        public String toString() {
            return "TokenView[" + id + "]";
        }
    }

    /** All API tokens of the caller. */
    record TokensView(List<TokenView> tokens) {
        static TokensView of(List<ApiToken> tokens) {
            return new TokensView(tokens.stream()
                    .map(token -> TokenView.of(token, Optional.empty()))
                    .toList());
        }
    }

    @GET
    public Response list() {
        return Response.ok(TokensView.of(accounts.tokens(current.caller()))).build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response issue(JsonBody body) {
        String name = body.required("name");
        List<Scope> scopes = scopes(body);
        Optional<Instant> expiresAt = body.optionalTime("expiresAt");
        Optional<String> workspaceId = body.optional("workspaceId");
        Optional<String> password = body.optional("password");
        body.check();
        Optional<WorkspaceId> workspace =
                workspaceId.map(id -> WorkspaceId.parse(id).orElseThrow(AccountsException.WorkspaceNotFound::new));
        Optional<Plaintext> secret = password.map(Plaintext::ofText);
        try {
            ApiToken.Issued issued = accounts.issueToken(
                    current.caller(), new ApiToken.Request(name, scopes, expiresAt, workspace, secret));
            return Response.status(Response.Status.CREATED)
                    .entity(TokenView.of(issued.token(), Optional.of(issued.secret())))
                    .build();
        } finally {
            secret.ifPresent(Plaintext::close);
        }
    }

    @DELETE
    @Path("{id}")
    public void revoke(@PathParam("id") String id) {
        TokenId token = TokenId.parse(id).orElseThrow(AccountsException.TokenNotFound::new);
        accounts.revokeToken(current.caller(), token);
    }

    private static List<Scope> scopes(JsonBody body) {
        List<String> names = body.requiredList("scopes", MOST_SCOPES);
        List<Scope> scopes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<Scope> scope = Scope.parse(names.get(i));
            if (scope.isEmpty()) {
                body.reject("scopes[" + i + "]", "INVALID", "There is no such scope");
            } else if (!scopes.contains(scope.get())) {
                scopes.add(scope.get());
            }
        }
        return scopes;
    }
}
