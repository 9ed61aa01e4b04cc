package social.nova.persistence.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// Where the master keyset is: in a setting, or in a file that is read again and again.
///
/// @param inline [Secret#NONE] where there is a file
public record MasterKeysetSettings(Secret inline, Optional<Path> file) {
    private static final String INLINE = "master-keyset";
    private static final String FILE = "master-keyset-file";
    private static final String RIGHT = "a Tink keyset for AEAD in JSON";

    public static MasterKeysetSettings from(Section persistence) {
        if (!persistence.isSet(FILE)) {
            return new MasterKeysetSettings(
                    persistence.secret(INLINE, RIGHT, MasterKeysetSettings::checked), Optional.empty());
        }
        var file = persistence.parsed(
                FILE,
                "a file with " + RIGHT,
                path -> {
                    checked(read(Path.of(path)));
                    return Optional.of(Path.of(path));
                },
                Optional.<Path>empty());
        if (persistence.isSet(INLINE) && persistence.areSound(FILE)) {
            persistence.wrong(
                    FILE, persistence.text(FILE), "set beside a keyset that is no file", "only one of the two");
        }
        return new MasterKeysetSettings(Secret.NONE, file);
    }

    /// The keyset at work.
    public MasterKey open() {
        return file.map(path -> new MasterKey(() -> read(path))).orElseGet(() -> new MasterKey(inline.value()));
    }

    private static String checked(String json) {
        MasterKeyset.parse(json);
        return json;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read");
        }
    }
}
