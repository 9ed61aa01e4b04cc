package social.nova.cluster.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// One event or snapshot as some release wrote it: `conversation.opened-1.json` is the first form of
/// `conversation.opened` there was.
///
/// @param manifest the logical name it is stored under
/// @param content what the bytes say, for people
/// @param cbor the bytes, in hex
record GoldenFile(String manifest, JsonNode content, String cbor) {
    private static final Path DIRECTORY = Path.of("src/test/resources/journal");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final CBORMapper CBOR = new CBORMapper();

    static GoldenFile of(String manifest, byte[] bytes) throws IOException {
        return new GoldenFile(manifest, CBOR.readTree(bytes), HexFormat.of().formatHex(bytes));
    }

    /// The names of all there are.
    static List<String> names() throws IOException {
        try (var files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    static GoldenFile read(String name) throws IOException {
        return JSON.readValue(path(name).toFile(), GoldenFile.class);
    }

    /// Never changes one that is there.
    void writeIfAbsent(String name) throws IOException {
        if (Files.notExists(path(name))) {
            Files.writeString(path(name), JSON.writeValueAsString(this) + "\n");
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(cbor);
    }

    /// What the bytes say, whatever `content` claims.
    JsonNode tree() throws IOException {
        return CBOR.readTree(bytes());
    }

    /// The same as JSON has it: bytes are base64.
    JsonNode readable() throws IOException {
        return JSON.readTree(JSON.writeValueAsBytes(tree()));
    }

    static byte[] bytesOf(JsonNode tree) throws IOException {
        return CBOR.writeValueAsBytes(tree);
    }

    private static Path path(String name) {
        return DIRECTORY.resolve(name + ".json");
    }
}
