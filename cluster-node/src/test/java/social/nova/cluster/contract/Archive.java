package social.nova.cluster.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// The archive of somebody's data.
///
/// @param target where it is, without the host
record Archive(String target) {
    private static final Duration MADE_WITHIN = Duration.ofSeconds(30);

    /// Once it is ready.
    static Archive of(Person person, String export) {
        var path = "/api/v1/users/me/export/" + export;
        Awaitility.await("the export to be ready")
                .atMost(MADE_WITHIN)
                .until(() -> Person.json(Wire.send(Service.USER, "GET", path, Person.bearer(person.token()), ""))
                        .path("status")
                        .asText()
                        .equals("ready"));
        var ready = Person.json(Wire.send(Service.USER, "GET", path, Person.bearer(person.token()), ""));
        var url = URI.create(ready.path("download_url").asText());
        return new Archive(url.getRawPath() + "?" + url.getRawQuery());
    }

    Exchange fetch() {
        return Wire.send(Service.USER, "GET", target, Map.of(), "");
    }

    /// What its files say, by their names.
    Map<String, String> files() {
        var files = new TreeMap<String, String>();
        try (var zip =
                new ZipInputStream(new ByteArrayInputStream(fetch().answer().toArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
