package dev.dragops.web.api;

import dev.dragops.accounts.Keys;
import dev.dragops.vault.KeyBook;
import dev.dragops.vault.KeyLife;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The life of the keys that seal, for administrators. */
@Path("api/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class KeysResource {
    @EJB
    private Keys keys;

    @Inject
    private CurrentRequest current;

    /** How the keys stand. */
    record BookView(
            String phase,
            boolean rotationDue,
            List<RootKeyView> rootKeys,
            List<KeyView> keys,
            MovingView moving,
            List<NodeView> nodes) {
        static BookView of(KeyBook book) {
            return new BookView(
                    book.phase().name().toLowerCase(Locale.ROOT),
                    book.isRotationDue(),
                    book.rootKeys().stream().map(RootKeyView::of).toList(),
                    book.keys().stream().map(KeyView::of).toList(),
                    MovingView.of(book),
                    book.nodes().stream().map(NodeView::of).toList());
        }
    }

    /** A root key, by name. */
    record RootKeyView(String fingerprint, Instant addedAt, long nodes) {
        static RootKeyView of(KeyBook.RootKey root) {
            return new RootKeyView(root.fingerprint(), root.addedAt(), root.nodes());
        }
    }

    /** A key, by all but itself. */
    record KeyView(int id, String purpose, String state, Instant createdAt, Instant since, long uses, boolean due) {
        static KeyView of(KeyBook.Key key) {
            return new KeyView(
                    key.id(), key.purpose(), key.state(), key.createdAt(), key.changedAt(), key.uses(), key.due());
        }
    }

    /** How far the rows have moved. */
    record MovingView(
            Optional<String> leader, long moved, long left, List<TableView> tables, List<UnreadableView> unreadable) {
        static MovingView of(KeyBook book) {
            return new MovingView(
                    book.leader(),
                    book.moved(),
                    book.remaining(),
                    book.moves().stream().map(TableView::of).toList(),
                    book.unreadable().stream().map(UnreadableView::of).toList());
        }
    }

    /** How far the rows of a table have moved. */
    record TableView(String table, long moved, long left, long rowsPerSecond, Instant since, Instant at) {
        static TableView of(KeyBook.Move move) {
            return new TableView(
                    move.source(), move.moved(), move.remaining(), move.rate(), move.startedAt(), move.updatedAt());
        }
    }

    /** A row that does not open. */
    record UnreadableView(String table, String id, int key, Instant foundAt) {
        static UnreadableView of(KeyBook.Unreadable row) {
            return new UnreadableView(row.source(), row.row(), row.key(), row.foundAt());
        }
    }

    /** A start of a node. */
    record NodeView(String id, String name, String rootKey, Instant startedAt, Instant seenAt, boolean live) {
        static NodeView of(KeyBook.Node node) {
            return new NodeView(node.id(), node.name(), node.rootKey(), node.startedAt(), node.seenAt(), node.live());
        }
    }

    /** The key that will seal. */
    record RotationView(int key) {}

    /** A new root key and where its file is. */
    record NewRootView(String fingerprint, String file) {
        static NewRootView of(KeyLife.NewRoot made) {
            return new NewRootView(made.fingerprint(), made.file().toString());
        }
    }

    @GET
    public Response book() {
        return Response.ok(BookView.of(keys.book(current.caller()))).build();
    }

    @POST
    @Path("rotations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response rotate(JsonBody body) {
        String mode = body.optional("mode").orElse("rewrap");
        if (!mode.equals("rewrap") && !mode.equals("reencrypt")) {
            body.reject("mode", "INVALID", "This must be rewrap or reencrypt");
        }
        body.check();
        return Response.status(Response.Status.ACCEPTED)
                .entity(new RotationView(keys.rotate(current.caller(), mode.equals("reencrypt"))))
                .build();
    }

    @DELETE
    @Path("{id}")
    public void destroy(@PathParam("id") String id) {
        keys.destroy(current.caller(), id.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(id) : 0);
    }

    @POST
    @Path("root-keys")
    public Response rotateRoot() {
        return Response.status(Response.Status.CREATED)
                .entity(NewRootView.of(keys.rotateRoot(current.caller())))
                .build();
    }

    @DELETE
    @Path("root-keys/{fingerprint}")
    public void dropRoot(@PathParam("fingerprint") String fingerprint) {
        keys.dropRoot(current.caller(), fingerprint);
    }
}
