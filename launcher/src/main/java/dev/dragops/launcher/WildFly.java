package dev.dragops.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly, from the provisioned server, with its configuration and the EAR copied to a folder of this start. */
record WildFly(List<String> command, Path base) implements ApplicationServer {
    private static final String DEPLOYMENTS = "deployments";
    private static final String EAR = "dragops.ear";

    static WildFly prepare(Path home, Path ear, Path base, Endpoint endpoint, List<String> options) throws IOException {
        DataFolder.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path deployments = Files.createDirectory(base.resolve(DEPLOYMENTS));
        Files.copy(ear, deployments.resolve(EAR));
        Files.createFile(deployments.resolve(EAR + ".dodeploy"));
        List<String> java = new ArrayList<>(options);
        java.add("-Djava.awt.headless=true");
        // the server's own bean archives need no check against their schema at each start
        java.add("-Dorg.jboss.weld.xml.disableValidating=true");
        java.add("-Djava.net.preferIPv4Stack=" + !endpoint.isVersion6());
        List<String> command = StandaloneCommandBuilder.of(home)
                .setJavaHome(Path.of(System.getProperty("java.home")))
                .setBaseDirectory(base)
                .setJavaOptions(java)
                .addServerArguments(
                        "-Djboss.bind.address=" + endpoint.address(),
                        "-Djboss.http.port=" + endpoint.port(),
                        // any free one: two instances must not meet
                        "-Djboss.management.http.port=0",
                        "-Djboss.node.name=dragops")
                .build();
        return new WildFly(command, base);
    }

    @Override
    public boolean isUp() throws IOException {
        return endOfStart().startsWith("success");
    }

    @Override
    public Optional<String> refusal() throws IOException {
        Path failed = marker("failed");
        if (Files.exists(failed)) {
            return Optional.of(FailureReason.in(Files.readString(failed)));
        }
        // where the deployment is under way still, its own marker will tell more
        boolean settled = Files.exists(marker("deployed")) || Files.exists(marker("dodeploy"));
        return settled && endOfStart().startsWith("error")
                ? Optional.of("WildFly started with errors, which it tells in the lines above")
                : Optional.empty();
    }

    private Path marker(String state) {
        return base.resolve(DEPLOYMENTS).resolve(EAR + "." + state);
    }

    /** {@code success} or {@code error} and the time, which WildFly writes when its start is over; empty before. */
    private String endOfStart() throws IOException {
        Path marker = base.resolve("tmp/startup-marker");
        return Files.exists(marker) ? Files.readString(marker) : "";
    }
}
