package dev.dragops.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly, from the provisioned server, with its configuration and the EAR copied to a folder of this start. */
record WildFly(List<String> command, Path failureMarker) implements ApplicationServer {
    private static final String EAR = "dragops.ear";

    static WildFly prepare(Path home, Path ear, Path base, Endpoint endpoint) throws IOException {
        DataFolder.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path deployments = Files.createDirectory(base.resolve("deployments"));
        Files.copy(ear, deployments.resolve(EAR));
        Files.createFile(deployments.resolve(EAR + ".dodeploy"));
        List<String> java = new ArrayList<>(ServerMemory.OPTIONS);
        java.add("-Djava.awt.headless=true");
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
        return new WildFly(command, deployments.resolve(EAR + ".failed"));
    }

    @Override
    public Optional<String> refusal() throws IOException {
        return Files.exists(failureMarker)
                ? Optional.of(FailureReason.in(Files.readString(failureMarker)))
                : Optional.empty();
    }
}
