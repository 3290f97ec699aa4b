package dev.dragops.systemtests.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragops.systemtests.driver.Browser;
import dev.dragops.systemtests.driver.Browser.Page;
import dev.dragops.systemtests.driver.Dragops;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** oidc-provider, on Node.js: it demands PKCE, rotates refresh tokens and names itself in each callback. */
public final class OidcProvider implements RealProvider {
    private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/node").toAbsolutePath();

    private final URI base;
    private final ProviderProcess process;

    public OidcProvider(Providers providers, Dragops dragops) {
        this.base = URI.create("http://127.0.0.1:" + providers.oidcProviderPort() + "/");
        install();
        Realm app = providers.realm(provider());
        this.process = ProviderProcess.start(
                FOLDER,
                Map.of(),
                base.resolve("/.well-known/openid-configuration"),
                "node",
                "server.mjs",
                Integer.toString(providers.oidcProviderPort()),
                dragops.base().resolve("/oauth/callback/" + provider()).toString(),
                app.clientId(),
                app.clientSecret());
    }

    /** What the package names, from the registry that npm is set up for; once for all runs until the next clean. */
    private static void install() {
        try {
            Files.createDirectories(FOLDER);
            for (String file : new String[] {"package.json", "server.mjs"}) {
                Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            if (Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))) {
                return;
            }
            File log = FOLDER.resolve("install.log").toFile();
            int code = new ProcessBuilder("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start()
                    .waitFor();
            assertThat(code).as("npm install, see %s", log).isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException("these tests need npm and Node.js 20 or later", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public String provider() {
        return Providers.OIDC_PROVIDER;
    }

    @Override
    public URI userinfo() {
        return base.resolve("/me");
    }

    @Override
    public Page approve(Browser browser, String authorizationUrl) {
        Page page = browser.open(authorizationUrl).expect(200);
        while (page.uri().getPath().startsWith("/interaction/")) {
            boolean signIn = !page.html().select("input[name=login]").isEmpty();
            page = browser.submitOnly(page, signIn ? Map.of("login", "ada", "password", "any") : Map.of());
        }
        return page;
    }

    @Override
    public void close() {
        process.close();
    }
}
