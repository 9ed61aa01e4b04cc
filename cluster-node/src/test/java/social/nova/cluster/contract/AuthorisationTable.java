package social.nova.cluster.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// The tables of `docs/08-authorisation.md` that have every route; for the other ones see [RelationTable].
final class AuthorisationTable {
    private static final Path PAGE = Path.of("../docs/08-authorisation.md");
    private static final Pattern SERVICE = Pattern.compile("## (\\w+) service, port \\d+");
    private static final String UPGRADE = "upgrade";
    /// The headers of a WebSocket handshake.
    static final Map<String, String> HANDSHAKE = Map.of(
            "Connection", "Upgrade",
            "Upgrade", "websocket",
            "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

    private AuthorisationTable() {}

    /// One line.
    ///
    /// @param with the JSON body, a query, `upgrade`, or nothing
    /// @param answers what each caller gets: a status, and a code if it is an error
    record Row(Service service, String method, String path, String with, Map<Caller, String> answers) {
        /// What this caller gets.
        String answer(Caller caller) {
            return Objects.requireNonNull(answers.get(caller), "every row has a cell for every caller");
        }

        /// Whether who may do it is nobody afterwards: then it takes a scene of its own.
        boolean endsAnAccount() {
            return method.equals("DELETE") && path.equals("/api/v1/users/me");
        }

        /// What was sent in the name of a caller, or in any other, and what came back.
        Exchange send(Scene scene, Map<String, String> credentials) {
            return send(scene, credentials, "");
        }

        /// @param query with its question mark, or empty
        Exchange send(Scene scene, Map<String, String> credentials, String query) {
            var headers = new TreeMap<>(credentials);
            if (with.equals(UPGRADE)) {
                headers.putAll(HANDSHAKE);
            } else if (with.startsWith("{")) {
                headers.put("Content-Type", "application/json");
            }
            var body = with.startsWith("{") ? scene.fill(with) : "";
            var own = with.startsWith("?") ? scene.fill(with) : "";
            return Wire.send(service, method, scene.fill(path) + (query.isEmpty() ? own : query), headers, body);
        }

        @Override
        public String toString() {
            return "%s %s at %s".formatted(method, path, service);
        }
    }

    static List<Row> rows() {
        var rows = new ArrayList<Row>();
        @Nullable Service service = null;
        for (var line : lines()) {
            var heading = SERVICE.matcher(line);
            if (heading.matches()) {
                service = Service.valueOf(heading.group(1).toUpperCase(Locale.ROOT));
            } else if (line.startsWith("## ")) {
                service = null;
            } else if (service != null && line.startsWith("| `")) {
                rows.add(row(service, line));
            }
        }
        return rows;
    }

    private static Row row(Service service, String line) {
        var cells = cells(line);
        var callers = Caller.values();
        if (cells.size() != 3 + callers.length) {
            throw new IllegalStateException("Not as many cells as callers: " + line);
        }
        var request = cells.getFirst().split(" ", 2);
        var answers = new LinkedHashMap<Caller, String>();
        for (var n = 0; n < callers.length; n++) {
            answers.put(callers[n], cells.get(2 + n));
        }
        return new Row(service, request[0], request[1], cells.get(1), answers);
    }

    /// What stands between bars; the last one is what comes after the last bar.
    static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .map(cell -> cell.replace("`", ""))
                .toList();
    }

    /// The page.
    static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
