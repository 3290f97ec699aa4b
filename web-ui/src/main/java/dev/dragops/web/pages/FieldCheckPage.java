package dev.dragops.web.pages;

import dev.dragops.connections.ConnectionsException;
import dev.dragops.connections.Pack;
import dev.dragops.connections.Packs;
import dev.dragops.connections.Provider;
import dev.dragops.vault.Plaintext;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What is wrong with one field of a pack's form, asked when a person leaves it. The value is not answered. */
@Path("connections")
@Page
@RequestScoped
@Produces(MediaType.TEXT_HTML)
public class FieldCheckPage {
    @EJB
    Packs packs;

    @Inject
    Layout layout;

    @Inject
    Visit visit;

    /** Where the fields of a provider's forms are checked. */
    static String address(Provider provider) {
        return "/connections/new/" + provider + "/check";
    }

    @POST
    @Path("new/{provider}/check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response check(
            @PathParam("provider") String provider, @QueryParam("field") @DefaultValue("") String wanted) {
        Pack pack = Provider.parse(provider).flatMap(packs::of).orElseThrow(ConnectionsException.ProviderNotFound::new);
        PostedForm sent = visit.form();
        Pack.Field field = pack.methods().stream()
                .filter(method -> method.type().wire().equals(sent.text("type")))
                .findFirst()
                .flatMap(method -> method.fields().stream()
                        .filter(known -> ConnectionForm.OfPack.nameOf(known).equals(wanted))
                        .findFirst())
                .orElseThrow(ConnectionsException.ProviderNotFound::new);
        String name = ConnectionForm.OfPack.nameOf(field);
        try (Plaintext value = sent.secretLine(name).orElseGet(() -> Plaintext.of(new byte[0]))) {
            boolean blank = value.length() == 0;
            boolean missing = blank && field.required() && field.defaultValue().isEmpty();
            Optional<String> complaint = missing
                    ? Optional.of(Messages.text("form.required"))
                    : Optional.of(field).filter(any -> !blank).flatMap(known -> known.complaint(value));
            Optional<String> hint = blank ? Optional.empty() : PastedKeys.hint(packs.all(), pack, field, value);
            return Layout.answer(
                    200,
                    layout.bare("connections/check")
                            .with("id", "f-" + name)
                            .with("error", complaint.orElse(""))
                            .with("hint", hint.orElse(""))
                            .with("trimmed", sent.hasWhiteSpaceAround(name)));
        }
    }
}
