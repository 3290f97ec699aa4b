package dev.dragops.web.api;

import dev.dragops.accounts.Execution;
import dev.dragops.connections.Connection;
import dev.dragops.connections.Connections;
import dev.dragops.connections.Credential;
import dev.dragops.connections.Opened;
import dev.dragops.secrets.SecretName;
import dev.dragops.secrets.Secrets;
import dev.dragops.vault.Plaintext;
import dev.dragops.web.CurrentRequest;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the execution engine asks for at the moment it needs it: the only answers of ours that hold values. */
@Path("api/runtime")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
public class RuntimeResource {
    private static final int MOST_NAMES = 100;

    @EJB
    private Connections connections;

    @EJB
    private Secrets secrets;

    @Inject
    private CurrentRequest current;

    /** The connection whose credential is open. */
    record OpenedView(String id, String provider, String displayName, String type) {
        static OpenedView of(Connection connection) {
            return new OpenedView(
                    connection.id().value(),
                    connection.provider().value(),
                    connection.displayName(),
                    connection.type().wire());
        }
    }

    @POST
    @Path("credentials")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response credentials(JsonBody body) {
        String reference = body.required("connection");
        Execution execution = execution(body);
        body.check();
        current.opens(new CurrentRequest.Opening("credential", execution));
        Opened opened = connections.open(current.caller(), reference, execution).join();
        current.wipeAtEnd(opened::close);
        return Response.ok(new ValuesBody(
                        Optional.of(OpenedView.of(opened.connection())), "credentials", values(opened.credential())))
                .build();
    }

    @POST
    @Path("secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response secrets(JsonBody body) {
        String environmentId = body.required("environmentId");
        List<SecretName> names = names(body);
        Execution execution = execution(body);
        body.check();
        current.opens(new CurrentRequest.Opening("secret", execution));
        Map<SecretName, Plaintext> opened =
                secrets.open(current.caller(), EnvironmentsResource.environment(environmentId), names, execution);
        current.wipeAtEnd(() -> opened.values().forEach(Plaintext::close));
        Map<String, Plaintext> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name.value(), opened.get(name)));
        return Response.ok(new ValuesBody(Optional.empty(), "secrets", values)).build();
    }

    private static Map<String, Plaintext> values(Credential credential) {
        if (credential instanceof Credential.ApiKey apiKey) {
            return Map.of("apiKey", apiKey.key());
        }
        return ((Credential.Fields) credential).values();
    }

    private static Execution execution(JsonBody body) {
        return new Execution(
                body.requiredEngineId("executionId"),
                body.optionalEngineId("patternId"),
                body.optionalEngineId("nodeId"));
    }

    private static List<SecretName> names(JsonBody body) {
        Set<SecretName> names = new LinkedHashSet<>();
        List<String> texts = body.requiredList("names", MOST_NAMES);
        for (int i = 0; i < texts.size(); i++) {
            Optional<SecretName> name = SecretName.parse(texts.get(i));
            if (name.isEmpty()) {
                body.reject("names[" + i + "]", "INVALID", "This is not the name of a secret");
            }
            name.ifPresent(names::add);
        }
        return List.copyOf(names);
    }
}
