package dev.dragops.web.pages;

import dev.dragops.accounts.Caller;
import dev.dragops.accounts.Keys;
import dev.dragops.accounts.Role;
import dev.dragops.vault.KeyBook;
import dev.dragops.vault.VaultException;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;

/** The life of the keys that seal, for administrators, and for all others as if it were not there. */
@Path("admin/keys")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class KeyPages {
    private static final String SECTION = "keys";
    private static final String ADDRESS = "/admin/keys";

    @EJB
    Keys keys;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** A key, by all but itself. */
    public record ShownKey(int id, String purpose, String state, When since, String uses, boolean due) {
        static ShownKey of(KeyBook.Key key) {
            return new ShownKey(
                    key.id(),
                    key.purpose(),
                    key.state(),
                    When.of(key.changedAt()),
                    key.purpose().equals("seal") ? String.format(Locale.ROOT, "%,d", key.uses()) : "",
                    key.due());
        }
    }

    /** A root key, by name. */
    public record ShownRoot(String fingerprint, When addedAt, long nodes, boolean removable) {
        static ShownRoot of(KeyBook.RootKey root, boolean removable) {
            return new ShownRoot(root.fingerprint(), When.of(root.addedAt()), root.nodes(), removable);
        }
    }

    /** A start of a node. */
    public record ShownNode(String name, String rootKey, boolean live, When startedAt, When seenAt) {
        static ShownNode of(KeyBook.Node node) {
            return new ShownNode(
                    node.name(), node.rootKey(), node.live(), When.of(node.startedAt()), When.of(node.seenAt()));
        }
    }

    @GET
    public Response book(@QueryParam("notice") @DefaultValue("") String notice) {
        KeyBook book = keys.book(administrator());
        boolean two = book.rootKeys().size() > 1;
        View view = layout.page("admin/keys", SECTION, notice)
                .with("phase", book.phase().name().toLowerCase(Locale.ROOT))
                .with("moved", book.moved())
                .with("remaining", book.remaining())
                .with("moves", book.moves())
                .with("unreadable", book.unreadable())
                .with("leader", book.leader().orElse(""))
                .with("due", book.isRotationDue())
                .with("keys", book.keys().stream().map(ShownKey::of).toList())
                .with(
                        "roots",
                        book.rootKeys().stream()
                                .map(root -> ShownRoot.of(root, two))
                                .toList())
                .with("two", two)
                .with("nodes", book.nodes().stream().map(ShownNode::of).toList());
        return Layout.answer(200, visit.wantsPart() ? view.only("progress") : view);
    }

    @POST
    @Path("rotate")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response rotate() {
        Caller administrator = administrator();
        try {
            keys.rotate(administrator, visit.form().text("mode").equals("reencrypt"));
            return to("key-rotation-begun");
        } catch (VaultException.RotationUnderWay underWay) {
            return to("key-rotation-under-way");
        } catch (VaultException.RootRotationUnderWay underWay) {
            return to("root-key-rotation-under-way");
        }
    }

    @GET
    @Path("{id}/destroy")
    public Response confirmDestroy(@PathParam("id") String id) {
        int known = keys.book(administrator()).keys().stream()
                .filter(key -> Integer.toString(key.id()).equals(id))
                .filter(key -> List.of("pending", "retiring").contains(key.state()))
                .map(KeyBook.Key::id)
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return Layout.answer(
                200,
                layout.page("admin/destroy-key", SECTION, "")
                        .with("key", known)
                        .with("address", ADDRESS + "/" + known + "/destroy"));
    }

    @POST
    @Path("{id}/destroy")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response destroy(@PathParam("id") String id) {
        Caller administrator = administrator();
        try {
            keys.destroy(administrator, id.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(id) : 0);
            return to("key-destroyed");
        } catch (VaultException.KeyInUse inUse) {
            return to("key-in-use");
        }
    }

    @POST
    @Path("root-keys")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response rotateRoot() {
        Caller administrator = administrator();
        try {
            keys.rotateRoot(administrator);
            return to("root-key-made");
        } catch (VaultException.RootRotationUnderWay underWay) {
            return to("root-key-rotation-under-way");
        } catch (VaultException.RootKeyFileRefused refused) {
            return to("root-key-file-refused");
        }
    }

    @GET
    @Path("root-keys/{fingerprint}/drop")
    public Response confirmDrop(@PathParam("fingerprint") String fingerprint) {
        KeyBook.RootKey root = keys.book(administrator()).rootKeys().stream()
                .filter(known -> known.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return Layout.answer(
                200,
                layout.page("admin/drop-root-key", SECTION, "")
                        .with("fingerprint", root.fingerprint())
                        .with("address", ADDRESS + "/root-keys/" + root.fingerprint() + "/drop"));
    }

    @POST
    @Path("root-keys/{fingerprint}/drop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response drop(@PathParam("fingerprint") String fingerprint) {
        Caller administrator = administrator();
        try {
            keys.dropRoot(administrator, fingerprint);
            return to("root-key-dropped");
        } catch (VaultException.RootKeyInUse inUse) {
            return to("root-key-in-use");
        }
    }

    private static Response to(String notice) {
        return Layout.seeOther(ADDRESS + "?notice=" + notice).build();
    }

    private Caller administrator() {
        Caller caller = visit.caller();
        if (caller.role() != Role.ADMINISTRATOR) {
            throw new NotFoundException();
        }
        return caller;
    }
}
