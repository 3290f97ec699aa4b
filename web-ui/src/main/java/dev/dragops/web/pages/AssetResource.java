package dev.dragops.web.pages;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files beside the pages, kept by browsers for a year. */
@Path("assets/{fingerprint}/{name}")
@RequestScoped
public class AssetResource {
    private static final Pattern ACCEPTS_GZIP =
            Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))", Pattern.CASE_INSENSITIVE);

    @Inject
    Assets assets;

    @GET
    public Response get(
            @PathParam("fingerprint") String fingerprint,
            @PathParam("name") String name,
            @HeaderParam("Accept-Encoding") @Nullable String acceptEncoding) {
        Assets.Asset asset = assets.find(fingerprint, name).orElseThrow(NotFoundException::new);
        boolean gzip =
                acceptEncoding != null && ACCEPTS_GZIP.matcher(acceptEncoding).find();
        Response.ResponseBuilder answer = Response.ok(asset.bytes(gzip))
                .header("Content-Type", asset.type())
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("Vary", "Accept-Encoding")
                .header("X-Content-Type-Options", "nosniff");
        return (gzip ? answer.header("Content-Encoding", "gzip") : answer).build();
    }
}
