package dev.dragops.systemtests.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A provider that is a program of its own. */
final class ProviderProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);

    private final Process process;

    private ProviderProcess(Process process) {
        this.process = process;
    }

    /** Starts it, and answers when its metadata can be read. */
    static ProviderProcess start(Path folder, Map<String, String> environment, URI metadata, String... command) {
        Path log = folder.resolve("console.log");
        ProviderProcess started;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("DRAGOPS_"));
            builder.environment().putAll(environment);
            started = new ProviderProcess(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        HttpClient http = HttpClient.newHttpClient();
        await("the provider answers, see " + log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(started.process.isAlive())
                            .as(() -> "the provider runs: " + tail(log))
                            .isTrue();
                    return answers(http, metadata);
                });
        return started;
    }

    private static boolean answers(HttpClient http, URI metadata) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(metadata).timeout(Duration.ofSeconds(10)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 2000));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        await("the provider ends").atMost(Duration.ofSeconds(30)).until(() -> all.stream()
                .noneMatch(ProcessHandle::isAlive));
    }
}
