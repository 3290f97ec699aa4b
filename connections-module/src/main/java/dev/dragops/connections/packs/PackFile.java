package dev.dragops.connections.packs;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A file that is meant to be a pack, of the product or of the operator's folder. Its own name is one line, since it is
 * logged.
 */
public final class PackFile {
    static final String SUFFIX = ".dragops-pack.json";

    /** In bytes. */
    static final int LARGEST = 256 * 1024;

    /** Names the product's packs line by line, since a folder inside a jar cannot be listed in every server. */
    static final String INDEX = "/packs/index.txt";

    private final String name;
    private final Content content;

    private PackFile(String name, Content content) {
        this.name = PackProblem.oneLine(name);
        this.content = content;
    }

    private interface Content {
        byte[] read() throws IOException, PackRefused;
    }

    /** Those that the product brings. */
    public static List<PackFile> builtIn() {
        try {
            return new String(resource(INDEX), StandardCharsets.UTF_8)
                    .lines()
                    .map(provider -> provider + SUFFIX)
                    .map(name -> new PackFile(name, () -> resource("/packs/" + name)))
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException("the product is incomplete: it lacks " + INDEX, missing);
        }
    }

    /**
     * Those of a folder, by name. Subfolders, hidden files, schemas and files that are not JSON are no packs; any other
     * JSON file is meant to be one, so that a mistyped name is noticed. Links are followed.
     *
     * @throws IOException where the folder cannot be listed
     */
    public static List<PackFile> in(Path folder) throws IOException {
        List<PackFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, PackFile::isMeantToBeOne)) {
            for (Path entry : entries) {
                files.add(new PackFile(entry.getFileName().toString(), () -> file(entry)));
            }
        } catch (DirectoryIteratorException listing) {
            throw listing.getCause();
        }
        files.sort(Comparator.comparing(PackFile::name));
        return files;
    }

    private static boolean isMeantToBeOne(Path entry) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".json") && !name.endsWith(".schema.json") && !name.startsWith(".");
    }

    /** Without its folder. */
    public String name() {
        return name;
    }

    /**
     * The document, valid by the schema.
     *
     * @throws PackRefused with every reason why it cannot be used
     */
    public JsonObject read(PackSchema schema) throws PackRefused {
        if (!name.endsWith(SUFFIX)) {
            throw PackRefused.file("must have a name that ends in " + SUFFIX);
        }
        byte[] bytes;
        try {
            bytes = content.read();
        } catch (NoSuchFileException gone) {
            throw PackRefused.file("does not exist, or is a link to nothing");
        } catch (IOException unreadable) {
            throw PackRefused.file("cannot be read: " + unreadable.getClass().getSimpleName());
        }
        if (bytes.length > LARGEST) {
            throw PackRefused.file("is larger than " + LARGEST / 1024 + " KiB");
        }
        var document = StrictJson.read(bytes);
        List<PackProblem> problems = schema.check(document);
        if (!problems.isEmpty()) {
            throw new PackRefused(problems);
        }
        return document.asJsonObject();
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream resource = PackFile.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new NoSuchFileException(path);
            }
            return resource.readNBytes(LARGEST + 1);
        }
    }

    /** Never opens what is no file: reading a pipe would wait for its writer. */
    private static byte[] file(Path path) throws IOException, PackRefused {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw PackRefused.file("is not a file");
        }
        try (InputStream file = Files.newInputStream(path)) {
            return file.readNBytes(LARGEST + 1);
        }
    }
}
