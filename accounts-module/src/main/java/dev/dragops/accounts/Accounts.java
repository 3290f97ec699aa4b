package dev.dragops.accounts;

import dev.dragops.vault.Plaintext;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;

/** Users, sign-in, sessions and API tokens. */
@Stateless
public class Accounts {
    /**
     * Makes an account with a workspace of development, staging and production, and signs it in. The first account is
     * the administrator.
     *
     * @throws AccountsException.Invalid naming the fields that make no sense
     * @throws AccountsException.EmailAlreadyExists where the address has an account
     * @throws AccountsException.LocalAuthDisabled where the operator closed registration
     * @throws AccountsException.SetupCodeRequired where the first account needs the code and it is missing or wrong
     */
    public SignedIn register(Registration registration, RequestInfo request) {
        throw new UnsupportedOperationException();
    }

    /**
     * Signs a person in.
     *
     * @throws AccountsException.InvalidLogin for an unknown address and a wrong password alike
     * @throws AccountsException.TooManyAttempts where the account or the client's address is throttled
     */
    public SignedIn login(String email, Plaintext password, RequestInfo request) {
        throw new UnsupportedOperationException();
    }

    /** Ends the caller's session. */
    public void logout(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /**
     * Who presents that bearer: a session's or an API token's. Empty where it is unknown, expired or revoked. A session
     * is kept alive by this.
     */
    public Optional<Caller> authenticate(String bearer, RequestInfo request) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #authenticate}, for a page: only a session's bearer is known here. */
    public Optional<Caller> authenticateSession(String bearer, RequestInfo request) {
        throw new UnsupportedOperationException();
    }

    /** The caller's own account. */
    public User me(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** What a person can sign in with, and whether the next registration needs the setup code. Public. */
    public SignInOptions signInOptions() {
        throw new UnsupportedOperationException();
    }

    /**
     * How a person can get in.
     *
     * @param localRegistration whether a person may register here with a password
     * @param setupCodeRequired whether the next account is the first one and needs the setup code
     */
    public record SignInOptions(boolean localRegistration, boolean setupCodeRequired) {}

    /** The caller's API tokens in order of creation, for a session only. */
    public List<ApiToken> tokens(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes an API token, for a session only.
     *
     * @throws AccountsException.ReauthenticationRequired for a runtime token without the right password
     * @throws AccountsException.WorkspaceNotFound where it is to be pinned to a workspace that is not the caller's
     */
    public ApiToken.Issued issueToken(Caller caller, ApiToken.Request request) {
        throw new UnsupportedOperationException();
    }

    /** Ends an API token at once, for a session only. */
    public void revokeToken(Caller caller, TokenId token) {
        throw new UnsupportedOperationException();
    }
}
