package social.nova.deploy.host;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A record kept as a JSON file that readers see whole, the old or the new, never half of it.
///
/// @param <T> a record
public record JsonFile<T>(Path path, Class<T> type) {

    /// How the files and answers of this module are written: snake_case, indented.
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /// Empty when there is no such file, or none that can be understood.
    public Optional<T> read() {
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(path), type));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /// Written with mode 600: some of these files carry passwords.
    public void write(T value) {
        try {
            var draft = Files.createTempFile(path.getParent(), "draft", ".tmp");
            Files.write(draft, MAPPER.writeValueAsBytes(value));
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
