package dev.dragops.web.pages;

import dev.dragops.web.WebException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where browsers tell what our policy stopped on a page (Content Security Policy Level 3, section 5). Public, since
 * browsers send no cookie with it; it leaves a line in the log and nothing else.
 */
@Path("csp-report")
@RequestScoped
public class CspReports {
    static final int MOST_BYTES = 16 * 1024;

    @Inject
    CspReportLog log;

    @POST
    @Consumes({"application/csp-report", "application/reports+json"})
    public void take(InputStream body) throws IOException {
        byte[] json = body.readNBytes(MOST_BYTES + 1);
        if (json.length > MOST_BYTES) {
            throw new WebException.ContentTooLarge();
        }
        log.note(json);
    }
}
