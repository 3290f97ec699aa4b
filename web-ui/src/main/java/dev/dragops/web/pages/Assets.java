package dev.dragops.web.pages;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * What pages load beside their HTML, from our own origin only. The address holds a fingerprint of all of them, so that
 * a browser keeps them for a year and asks anew after any change.
 */
@ApplicationScoped
class Assets {
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("tabler.min.css", "text/css;charset=UTF-8");
        TYPES.put("dragops.css", "text/css;charset=UTF-8");
        TYPES.put("theme.js", "text/javascript;charset=UTF-8");
        TYPES.put("htmx.min.js", "text/javascript;charset=UTF-8");
        TYPES.put("dragops.js", "text/javascript;charset=UTF-8");
        TYPES.put("dragops.svg", "image/svg+xml");
    }

    /** A file, plain and compressed. */
    static final class Asset {
        private final String type;
        private final byte[] plain;
        private final byte[] gzipped;

        private Asset(String type, byte[] plain) {
            this.type = type;
            this.plain = plain;
            this.gzipped = gzip(plain);
        }

        String type() {
            return type;
        }

        byte[] bytes(boolean compressed) {
            return compressed ? gzipped : plain;
        }
    }

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String fingerprint;

    Assets() {
        MessageDigest digest = sha256();
        TYPES.forEach((name, type) -> {
            byte[] plain = load(name);
            digest.update(plain);
            assets.put(name, new Asset(type, plain));
        });
        fingerprint = HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /** The folder of the files in this version, {@code /assets/<fingerprint>}. */
    String base() {
        return "/assets/" + fingerprint;
    }

    Optional<Asset> find(String wantedFingerprint, String name) {
        return wantedFingerprint.equals(fingerprint) ? Optional.ofNullable(assets.get(name)) : Optional.empty();
    }

    /** What a browser fetches for its first page, compressed, in bytes. */
    int compressedSize() {
        return assets.values().stream()
                .mapToInt(asset -> asset.bytes(true).length)
                .sum();
    }

    private static byte[] load(String name) {
        try (InputStream stream = Assets.class.getClassLoader().getResourceAsStream("assets/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the asset " + name + " is not in the WAR");
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
