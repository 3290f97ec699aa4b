package dev.dragops.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** A form in which a problem goes over the wire: a document for programs, a page for people. */
public interface ProblemForm {
    /** Whether it is what the maker of that request wants to read. */
    boolean suits(HttpServletRequest request);

    String mediaType();

    byte[] body(Problem problem);

    /** What such an answer carries beside the problem's own headers. */
    Map<String, String> headers();
}
