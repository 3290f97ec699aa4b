package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.RequestInfo;
import dev.dragops.web.CurrentRequest;
import java.util.Optional;

/** A request without a server around it. */
final class FakeRequest extends CurrentRequest {
    Optional<Caller> madeBy = Optional.empty();

    @Override
    public RequestInfo info() {
        return new RequestInfo("req-1", "127.0.0.1");
    }

    @Override
    public void madeBy(Caller caller) {
        madeBy = Optional.of(caller);
    }

    @Override
    public Optional<Caller> callerIfKnown() {
        return madeBy;
    }
}
