package dev.dragops.systemtests.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One authorization server of a {@link MockProvider}, with its own client, issuer and script. Unless a test says
 * otherwise it approves at once, rotates refresh tokens, and ends the whole grant when an old one is used again.
 */
public final class Realm {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An approval that waits for its exchange. */
    private record Approval(Grant grant, String redirectUri, String challenge) {}

    private final String name;
    private final URI base;
    private final List<Grant> grants = new ArrayList<>();
    private final Map<String, Approval> codes = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> reuses = new ArrayList<>();
    private final List<String> verifiers = new ArrayList<>();
    private final Set<String> headerNames = new TreeSet<>();
    private final Map<String, Deque<TokenAnswer>> nextRefreshes = new HashMap<>();
    private final Deque<TokenAnswer> nextExchanges = new ArrayDeque<>();
    private final Deque<Integer> nextRevocations = new ArrayDeque<>();
    private TokenAnswer refreshes = TokenAnswer.honest();
    private boolean rotates = true;
    private boolean tellsIssuer = true;
    private boolean knowsClient = true;
    private boolean revocationEndsAccount;
    private Optional<String> denial = Optional.empty();
    private Optional<String> account = Optional.empty();
    private Optional<String> grantedScope = Optional.empty();
    private Optional<String> claimedIssuer = Optional.empty();
    private Duration lifetime = Duration.ofHours(1);

    Realm(String name, URI base) {
        this.name = name;
        this.base = base;
    }

    public String issuer() {
        return base.toString();
    }

    public String clientId() {
        return "dragops-at-" + name;
    }

    public String clientSecret() {
        return name + "-client-secret";
    }

    // the script

    /** Forgets the script, and keeps what was granted and called. */
    public synchronized Realm honest() {
        nextRefreshes.clear();
        nextExchanges.clear();
        nextRevocations.clear();
        refreshes = TokenAnswer.honest();
        rotates = true;
        tellsIssuer = true;
        knowsClient = true;
        revocationEndsAccount = false;
        denial = Optional.empty();
        account = Optional.empty();
        grantedScope = Optional.empty();
        claimedIssuer = Optional.empty();
        lifetime = Duration.ofHours(1);
        return this;
    }

    /**
     * How the next refreshes of that account's tokens are answered, one after the other, before it is honest again. Of
     * one account, since the product refreshes others by itself meanwhile.
     */
    public synchronized Realm answersRefresh(String person, TokenAnswer... answers) {
        nextRefreshes.computeIfAbsent(person, any -> new ArrayDeque<>()).addAll(List.of(answers));
        return this;
    }

    /** How every refresh is answered. */
    public synchronized Realm alwaysAnswersRefresh(TokenAnswer answer) {
        refreshes = answer;
        return this;
    }

    /** How the next exchanges of a code are answered. */
    public synchronized Realm answersExchange(TokenAnswer... answers) {
        nextExchanges.addAll(List.of(answers));
        return this;
    }

    public synchronized Realm answersRevocation(Integer... statuses) {
        nextRevocations.addAll(List.of(statuses));
        return this;
    }

    /** The tokens to come are valid for that long. */
    public synchronized Realm issuesFor(Duration duration) {
        lifetime = duration;
        return this;
    }

    /** Refresh tokens stay. */
    public synchronized Realm keepsRefreshTokens() {
        rotates = false;
        return this;
    }

    public synchronized Realm denies(String error) {
        denial = Optional.of(error);
        return this;
    }

    /** Whoever approves from now on has that account; without it each is another person. */
    public synchronized Realm approvesAs(String person) {
        account = Optional.of(person);
        return this;
    }

    public synchronized Realm grantsOnly(String scope) {
        grantedScope = Optional.of(scope);
        return this;
    }

    /** Its callbacks have no {@code iss}. */
    public synchronized Realm hidesItsIssuer() {
        tellsIssuer = false;
        return this;
    }

    /** Its metadata and callbacks name that issuer. */
    public synchronized Realm claimsToBe(String issuer) {
        claimedIssuer = Optional.of(issuer);
        return this;
    }

    public synchronized Realm forgetsTheClient() {
        knowsClient = false;
        return this;
    }

    /** A revoked token takes with it every grant of the same account. */
    public synchronized Realm endsAccountsByRevocation() {
        revocationEndsAccount = true;
        return this;
    }

    // what it knows

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized long calls(String kind) {
        return calls.stream().filter(call -> call.kind().equals(kind)).count();
    }

    /** How often a refresh of that account's tokens was asked for. */
    public synchronized long refreshes(String person) {
        return calls.stream()
                .filter(call ->
                        call.kind().equals("refresh_token") && call.account().equals(person))
                .count();
    }

    public synchronized long revocations(String person) {
        return calls.stream()
                .filter(call -> call.kind().equals("revoke") && call.account().equals(person))
                .count();
    }

    /** How often a refresh token of that account came that had been replaced. */
    public synchronized long reuses(String person) {
        return reuses.stream().filter(person::equals).count();
    }

    /** Whether an API of this provider would take the token. */
    public synchronized boolean accepts(String accessToken) {
        return grants.stream().anyMatch(grant -> grant.accepts(accessToken));
    }

    public synchronized boolean isAlive(String person) {
        return grants.stream().anyMatch(grant -> grant.account().equals(person) && grant.isAlive());
    }

    /** Ends an account's grants, as its owner does on the provider's own page. */
    public synchronized void endGrants(String person) {
        grants.stream().filter(grant -> grant.account().equals(person)).forEach(Grant::end);
    }

    /** Ends an account's access tokens, so that only a refresh helps. */
    public synchronized void endAccessTokens(String person) {
        grants.stream().filter(grant -> grant.account().equals(person)).forEach(Grant::endAllAccess);
    }

    /** Every code and token that it ever made, to be searched for where none may be. */
    public synchronized List<String> everySecret() {
        return List.copyOf(secrets);
    }

    /** Every PKCE verifier that came. */
    public synchronized List<String> verifiers() {
        return List.copyOf(verifiers);
    }

    /** The names of all headers that came, in lower case. */
    public synchronized Set<String> headerNames() {
        return Set.copyOf(headerNames);
    }

    // requests

    void serve(Exchange exchange, String path) throws IOException, InterruptedException {
        synchronized (this) {
            headerNames.addAll(exchange.headerNames());
        }
        switch (path) {
            case "/authorize" -> authorize(exchange);
            case "/token" -> token(exchange);
            case "/revoke" -> revoke(exchange);
            case "/userinfo" -> userinfo(exchange);
            case "/whoami" -> whoami(exchange);
            case "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server" -> metadata(exchange);
            default -> {
                note(path, "");
                exchange.answer(404, "text/plain", "");
            }
        }
    }

    private synchronized void note(String kind, String whose) {
        calls.add(new Call(kind, whose));
    }

    private void authorize(Exchange exchange) throws IOException {
        note("authorize", "");
        Map<String, String> query = exchange.query();
        assertThat(query).containsEntry("response_type", "code").containsEntry("client_id", clientId());
        assertThat(query).containsEntry("code_challenge_method", "S256").containsKeys("code_challenge", "state");
        exchange.redirect(comeBack(query));
    }

    private synchronized URI comeBack(Map<String, String> query) {
        StringBuilder back =
                new StringBuilder(query.get("redirect_uri")).append("?state=").append(encode(query.get("state")));
        if (denial.isPresent()) {
            back.append("&error=").append(encode(denial.get()));
        } else {
            String code = secret("code");
            Grant grant = new Grant(
                    account.orElseGet(() -> "acct-" + UUID.randomUUID()),
                    List.of(grantedScope.orElse(query.getOrDefault("scope", "")).split(" ", -1)));
            codes.put(code, new Approval(grant, query.get("redirect_uri"), query.get("code_challenge")));
            back.append("&code=").append(encode(code));
        }
        if (tellsIssuer) {
            back.append("&iss=").append(encode(claimedIssuer.orElse(issuer())));
        }
        return URI.create(back.toString());
    }

    private void token(Exchange exchange) throws IOException, InterruptedException {
        Map<String, String> form = exchange.form();
        String grantType = form.getOrDefault("grant_type", "none");
        TokenAnswer answer;
        synchronized (this) {
            String person = grantOf(form.getOrDefault("refresh_token", ""))
                    .map(Grant::account)
                    .orElse("");
            calls.add(new Call(grantType, person));
            answer = switch (grantType) {
                case "refresh_token" ->
                    Optional.ofNullable(nextRefreshes.get(person))
                            .map(Deque::poll)
                            .orElse(refreshes);
                case "authorization_code" ->
                    Optional.ofNullable(nextExchanges.poll()).orElse(TokenAnswer.honest());
                default -> TokenAnswer.honest();
            };
        }
        answer.to(exchange, () -> process(exchange, grantType, form));
    }

    private synchronized TokenAnswer.Reply process(Exchange exchange, String grantType, Map<String, String> form) {
        if (!knowsClient || !isOurClient(exchange, form)) {
            return refusal(401, "invalid_client");
        }
        return switch (grantType) {
            case "authorization_code" -> exchangeCode(form);
            case "refresh_token" -> refresh(form.getOrDefault("refresh_token", ""));
            case "client_credentials" -> {
                Grant grant = new Grant(clientId(), List.of(form.getOrDefault("scope", "")));
                grants.add(grant);
                yield issue(grant, false);
            }
            default -> refusal(400, "unsupported_grant_type");
        };
    }

    private boolean isOurClient(Exchange exchange, Map<String, String> form) {
        String[] pair = exchange.basic()
                .orElse(new String[] {form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")});
        return pair[0].equals(clientId()) && pair[1].equals(clientSecret());
    }

    private TokenAnswer.Reply exchangeCode(Map<String, String> form) {
        Optional.ofNullable(form.get("code_verifier")).ifPresent(verifiers::add);
        Approval approval = codes.remove(form.getOrDefault("code", ""));
        if (approval == null
                || !approval.redirectUri().equals(form.get("redirect_uri"))
                || !approval.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
            return refusal(400, "invalid_grant");
        }
        grants.add(approval.grant());
        return issue(approval.grant(), true);
    }

    private TokenAnswer.Reply refresh(String presented) {
        Optional<Grant> grant =
                grants.stream().filter(each -> each.everIssued(presented)).findFirst();
        if (grant.isEmpty() || !grant.get().isAlive()) {
            return refusal(400, "invalid_grant");
        }
        if (!grant.get().isCurrent(presented)) {
            reuses.add(grant.get().account());
            grant.get().end();
            return refusal(400, "invalid_grant");
        }
        return issue(grant.get(), rotates);
    }

    private TokenAnswer.Reply issue(Grant grant, boolean withRefreshToken) {
        String access = secret("access");
        grant.issue(access, Instant.now().plus(lifetime));
        ObjectNode reply = JSON.createObjectNode()
                .put("access_token", access)
                .put("token_type", "Bearer")
                .put("expires_in", lifetime.toSeconds())
                .put("scope", String.join(" ", grant.scopes()));
        if (withRefreshToken) {
            grant.rotate(secret("refresh"));
            reply.put("refresh_token", grant.refreshToken());
        }
        return new TokenAnswer.Reply(200, reply);
    }

    private static TokenAnswer.Reply refusal(int status, String error) {
        return new TokenAnswer.Reply(status, JSON.createObjectNode().put("error", error));
    }

    private Optional<Grant> grantOf(String token) {
        return grants.stream().filter(grant -> grant.knows(token)).findFirst();
    }

    private void revoke(Exchange exchange) throws IOException {
        String token = exchange.form().getOrDefault("token", "");
        int status;
        synchronized (this) {
            Optional<Grant> grant = grantOf(token);
            calls.add(new Call("revoke", grant.map(Grant::account).orElse("")));
            status = Optional.ofNullable(nextRevocations.poll()).orElse(200);
            if (status == 200) {
                grant.ifPresent(this::end);
            }
        }
        exchange.answer(status, "application/json", "");
    }

    private void end(Grant revoked) {
        grants.stream()
                .filter(grant -> grant == revoked
                        || (revocationEndsAccount && grant.account().equals(revoked.account())))
                .forEach(Grant::end);
    }

    private void userinfo(Exchange exchange) throws IOException {
        Optional<Grant> grant;
        synchronized (this) {
            String token = exchange.bearer().orElse("");
            grant = grants.stream().filter(each -> each.accepts(token)).findFirst();
            calls.add(new Call("userinfo", grant.map(Grant::account).orElse("")));
        }
        if (grant.isEmpty()) {
            exchange.answer(401, "application/json", "{\"error\":\"invalid_token\"}");
            return;
        }
        String person = grant.get().account();
        exchange.answer(
                200,
                "application/json",
                JSON.createObjectNode()
                        .put("id", person)
                        .put("login", "login of " + person)
                        .toString());
    }

    /** Takes keys and passwords that start with {@code good}, and is out of order for those that start with {@code odd}. */
    private void whoami(Exchange exchange) throws IOException {
        note("whoami", "");
        String secret = exchange.header("X-Api-Key")
                .or(() -> exchange.basic().map(pair -> pair[1]))
                .orElse("");
        if (secret.startsWith("good")) {
            exchange.answer(200, "application/json", "{\"id\":\"acct-7\",\"login\":\"ada at the provider\"}");
        } else {
            exchange.answer(secret.startsWith("odd") ? 503 : 401, "application/json", "{}");
        }
    }

    private void metadata(Exchange exchange) throws IOException {
        note("metadata", "");
        String claimed;
        synchronized (this) {
            claimed = claimedIssuer.orElse(issuer());
        }
        exchange.answer(
                200,
                "application/json",
                JSON.createObjectNode()
                        .put("issuer", claimed)
                        .put("authorization_endpoint", base + "/authorize")
                        .put("token_endpoint", base + "/token")
                        .put("revocation_endpoint", base + "/revoke")
                        .put("userinfo_endpoint", base + "/userinfo")
                        .put("authorization_response_iss_parameter_supported", true)
                        .<ObjectNode>set(
                                "response_types_supported",
                                JSON.createArrayNode().add("code"))
                        .toString());
    }

    private String secret(String what) {
        String made = "mock-" + what + "-" + UUID.randomUUID();
        secrets.add(made);
        return made;
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
