package dev.dragops.systemtests.provider;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Dragops;
import dev.dragops.systemtests.driver.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Keycloak, from the distribution that the build unpacked; a refresh token that is used twice ends its session. */
public final class Keycloak implements RealProvider {
    private static final Path HOME =
            Path.of(System.getProperty("keycloak.home", "target/keycloak")).toAbsolutePath();

    private final URI realm;
    private final ProviderProcess process;

    public Keycloak(Providers providers, Dragops dragops) {
        int port = providers.keycloakPort();
        this.realm = URI.create("http://127.0.0.1:" + port + "/realms/dragops/");
        try {
            // what an earlier run left has another port
            Installation.delete(HOME.resolve("data"));
            Path imports = Files.createDirectories(HOME.resolve("data/import"));
            Files.writeString(
                    imports.resolve("dragops-realm.json"),
                    Providers.resource("keycloak-realm.json")
                            .replace(
                                    "@redirectUri@",
                                    dragops.base()
                                            .resolve("/oauth/callback/" + provider())
                                            .toString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.process = ProviderProcess.start(
                HOME,
                Map.of("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx400m", "JAVA_HOME", System.getProperty("java.home")),
                realm.resolve(".well-known/openid-configuration"),
                // unzipping keeps no mark of what is a program
                "/bin/sh",
                "-c",
                "exec bash bin/kc.sh start-dev --import-realm --http-host=127.0.0.1 --http-port=" + port
                        + " --http-management-port=" + providers.keycloakManagementPort());
    }

    @Override
    public String provider() {
        return Providers.KEYCLOAK;
    }

    @Override
    public URI userinfo() {
        return realm.resolve("protocol/openid-connect/userinfo");
    }

    @Override
    public Page approve(Browser browser, String authorizationUrl) {
        Page page = browser.open(authorizationUrl).expect(200);
        // a second time it remembers who signed in
        return page.uri().getPath().startsWith("/realms/")
                ? browser.submitOnly(page, Map.of("username", "ada", "password", Dragops.PASSWORD))
                : page;
    }

    @Override
    public void close() {
        process.close();
    }
}
