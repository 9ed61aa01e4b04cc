package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/// A secret made once and kept in a file only its owner can read.
public record SecretFile(Path path) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public static SecretFile in(DataDirectory data, String name) {
        return new SecretFile(data.secrets().resolve(name));
    }

    /// A new password of 192 bits, safe in URLs and shells.
    public static String randomPassword() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The kept secret, or the one `make` gives, kept from now on, power cuts included. A file is written whole or not
    /// at all.
    public String orMake(Supplier<String> make) {
        try {
            if (!Files.exists(path)) {
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                var draft = Files.createTempFile(path.getParent(), "draft", ".tmp", ownerOnly);
                Files.writeString(draft, make.get(), StandardOpenOption.SYNC);
                Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
                try (var moved = FileChannel.open(path.getParent())) {
                    moved.force(true);
                }
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the secret " + path, e);
        }
    }
}
