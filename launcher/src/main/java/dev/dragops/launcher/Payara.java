package dev.dragops.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Payara, as a domain of this start: a copy of the prepared one, with its own ports and the EAR to deploy. */
record Payara(List<String> command, Path domain) implements ApplicationServer {
    private static final String DOMAIN = "dragops";
    private static final String EAR = "dragops.ear";
    private static final String DEPLOYMENTS = "autodeploy";
    private static final String DRY_RUN_LOG = "dry-run.log";
    /** "Startup service failed to start", "Shutting down server due to startup exception", "Unexpected exception …". */
    private static final Pattern START_FAILED = Pattern.compile("\"MessageID\":\"NCLS-CORE-000(?:16|19|21)\"");

    /**
     * Prepares it. The command line is Payara's own answer to a dry run, so that its options for this JDK apply; but the
     * process is the server itself, with no second JVM that watches it.
     */
    static Payara prepare(Path home, Path ear, Path base, Endpoint endpoint, List<String> options)
            throws IOException, InterruptedException, StartRefused {
        Path domain = base.resolve(DOMAIN);
        Path template = home.resolve("glassfish/domains/domain1");
        DataFolder.copy(template.resolve("config"), domain.resolve("config"));
        DataFolder.copy(template.resolve("lib"), domain.resolve("lib"));
        Files.writeString(
                domain.resolve("config/domain.xml"),
                withProperties(
                        Files.readString(home.resolveSibling("domain.xml")),
                        Map.of(
                                "dragops.http.address", endpoint.address(),
                                "dragops.http.port", Integer.toString(endpoint.port()),
                                "dragops.admin.port", Integer.toString(unusedPort()))));
        lockAdministration(domain.resolve("config/admin-keyfile"));
        Files.createDirectories(domain.resolve("docroot"));
        Path deployments = Files.createDirectories(domain.resolve(DEPLOYMENTS));
        Files.copy(ear, deployments.resolve(EAR));

        List<String> command = commandOf(dryRun(home, base));
        command.addAll(1, options);
        return new Payara(command, domain);
    }

    @Override
    public boolean isUp() {
        return Files.exists(marker("deployed"));
    }

    @Override
    public Optional<String> refusal() throws IOException {
        List<String> errors = errors();
        // a server that could not start stays as a process without a listener; a marker has nothing in it
        boolean refused =
                Files.exists(marker("deployFailed")) || errors.stream().anyMatch(START_FAILED.asPredicate());
        return refused ? Optional.of(FailureReason.in(String.join("\n", errors))) : Optional.empty();
    }

    private Path marker(String state) {
        return domain.resolve(DEPLOYMENTS).resolve(EAR + "_" + state);
    }

    private List<String> errors() throws IOException {
        Path log = domain.resolve("logs/server.log");
        if (!Files.exists(log)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("\"Level\":\"SEVERE\"")).toList();
        }
    }

    /** The configuration with the values of its own {@code <system-property>} elements replaced. */
    static String withProperties(String domainXml, Map<String, String> values) {
        String result = domainXml;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String element = "<system-property name=\"" + value.getKey() + "\" value=\"";
            int start = result.indexOf(element);
            if (start < 0) {
                throw new IllegalStateException("domain.xml lacks the property " + value.getKey());
            }
            int from = start + element.length();
            result = result.substring(0, from) + value.getValue() + result.substring(result.indexOf('"', from));
        }
        return result;
    }

    /**
     * The arguments of the process, of which Payara prints one a line, between its own remarks. A blank line ends them:
     * passed on as an argument, it would be taken for the current folder, to be deployed.
     */
    static List<String> commandOf(List<String> dryRun) throws StartRefused {
        List<String> command = new ArrayList<>();
        for (String line : dryRun) {
            if (!command.isEmpty() && line.isBlank()) {
                break;
            }
            if (!command.isEmpty() || line.endsWith("/java")) {
                command.add(line);
            }
        }
        if (command.isEmpty()) {
            throw new StartRefused("Payara does not say how it is started: " + String.join(" ", dryRun)
                    + "\n  more is in " + DRY_RUN_LOG + " in its folder");
        }
        return command;
    }

    private static List<String> dryRun(Path home, Path base) throws IOException, InterruptedException {
        Process asadmin = new ProcessBuilder(
                        ApplicationServer.java().toString(),
                        "-jar",
                        home.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                        "start-domain",
                        "--dry-run",
                        "--verbose",
                        "--domaindir",
                        base.toString(),
                        DOMAIN)
                // it tells the same there once more
                .redirectError(
                        ProcessBuilder.Redirect.to(base.resolve(DRY_RUN_LOG).toFile()))
                .start();
        asadmin.getOutputStream().close();
        List<String> lines;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(asadmin.getInputStream(), Charset.defaultCharset()))) {
            lines = out.lines().toList();
        }
        asadmin.waitFor();
        return lines;
    }

    /**
     * The administrator of a fresh domain has no password, and its listener cannot be turned off. Nothing is administered
     * in a domain that is made anew at each start: no password opens it.
     */
    private static void lockAdministration(Path keyFile) throws IOException {
        byte[] digestOfNothing = new byte[40];
        new SecureRandom().nextBytes(digestOfNothing);
        Files.writeString(
                keyFile, "admin;{SSHA256}" + Base64.getEncoder().encodeToString(digestOfNothing) + ";asadmin\n");
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
