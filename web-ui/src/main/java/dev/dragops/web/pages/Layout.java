package dev.dragops.web.pages;

import dev.dragops.accounts.Accounts;
import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Role;
import dev.dragops.accounts.User;
import dev.dragops.accounts.Workspace;
import dev.dragops.accounts.Workspaces;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the content of a page into what surrounds it, and leads from one page to the next. */
@ApplicationScoped
class Layout {
    /** What a page may be asked to tell at its top ({@code ?notice=}); anything else is told nothing. */
    static final Set<String> NOTICES = Set.of(
            "signed-out",
            "saving",
            "deleted",
            "revoked",
            "renamed",
            "credential-replaced",
            "replaced-trimmed",
            "secret-taken",
            "trimmed",
            "secret-saved",
            "secret-trimmed",
            "secret-deleted",
            "import-discarded",
            "import-over",
            "workspace-created",
            "workspace-renamed",
            "workspace-deleted",
            "environment-created",
            "environment-renamed",
            "environment-deleted",
            "connected",
            "connecting",
            "refreshed",
            "refresh-failed",
            "provider-slow",
            "verified-works",
            "verified-rejected",
            "verified-inconclusive",
            "verified-not_supported",
            "app-saved",
            "app-deleted",
            "app-works",
            "app-refused",
            "app-unclear",
            "token-revoked",
            "name-saved",
            "password-changed",
            "session-ended",
            "session-gone",
            "sessions-ended",
            "key-rotation-begun",
            "key-rotation-under-way",
            "key-destroyed",
            "key-in-use",
            "root-key-made",
            "root-key-rotation-under-way",
            "root-key-file-refused",
            "root-key-dropped",
            "root-key-in-use");

    @EJB
    Accounts accounts;

    @EJB
    Workspaces workspaces;

    @Inject
    Assets assets;

    @Inject
    FormToken tokens;

    @Inject
    Visit visit;

    /** A page of somebody who is signed in. */
    View page(String template, String section, String notice) {
        Caller caller = visit.caller();
        User user = accounts.me(caller);
        List<Workspace> all = workspaces.list(caller);
        Shell.Person person = new Shell.Person(
                (user.firstName() + " " + user.lastName()).strip(),
                user.email(),
                user.role() == Role.ADMINISTRATOR,
                all.stream()
                        .filter(Workspace::active)
                        .map(Workspace::name)
                        .findFirst()
                        .orElse(""),
                all.stream()
                        .map(workspace ->
                                new Shell.Choice(workspace.id().value(), workspace.name(), workspace.active()))
                        .toList());
        String csrf = tokens.ofSession(caller.requireSession());
        return view(
                template,
                new Shell(assets.base(), section, visit.path(), csrf, known(notice), visit.theme(), List.of(person)));
    }

    /** A page before signing in. */
    View visitorPage(String template, String notice) {
        String csrf = tokens.ofVisitor(visit.visitorCookie());
        return view(
                template, new Shell(assets.base(), "", visit.path(), csrf, known(notice), visit.theme(), List.of()));
    }

    /** A page that stands alone, and needs neither the database nor a key to be drawn. */
    View bare(String template) {
        return view(template, new Shell(assets.base(), "", ReturnTo.HOME, "", "", Theme.SYSTEM, List.of()));
    }

    static Response answer(int status, View view) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE)
                .entity(view)
                .build();
    }

    /** A part of a page for htmx, and the address that the whole page has then. */
    static Response part(View part, String address) {
        return Response.fromResponse(answer(200, part))
                .header("HX-Push-Url", address)
                .build();
    }

    /** Leads on by GET; the address is one of ours, so it needs no host. */
    static Response.ResponseBuilder seeOther(String path) {
        return Response.status(Response.Status.SEE_OTHER).header("Location", path);
    }

    private static View view(String template, Shell shell) {
        return new View(template, Map.of("shell", shell));
    }

    private static String known(String notice) {
        return NOTICES.contains(notice) ? "notice." + notice : "";
    }
}
