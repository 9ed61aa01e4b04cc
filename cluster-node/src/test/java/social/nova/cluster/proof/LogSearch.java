package social.nova.cluster.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks in logs for what must never be there: passwords, tokens, keys, secrets, e-mail addresses, texts of messages.
/// The tests' own have forms that can be told from everything else.
final class LogSearch {
    private static final Map<String, Pattern> SECRETS = new LinkedHashMap<>();

    static {
        SECRETS.put("password", Pattern.compile("Correct-Horse-\\d|(?:Secure|Wrong)Pass123"));
        SECRETS.put("hash of a password", Pattern.compile("\\$argon2"));
        SECRETS.put("access token", Pattern.compile("eyJ[\\w-]{10,}\\.[\\w-]+"));
        SECRETS.put("credentials", Pattern.compile("(?i)\\bbearer [\\w.-]{10,}"));
        // 86 characters of base64url, or 64 of a login that waits for its code, as no hash in hexadecimal digits or
        // name of a class is.
        SECRETS.put(
                "refresh token",
                Pattern.compile("(?<![\\w/+.$-])(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])(?=[\\w-]*\\d)"
                        + "(?:[\\w-]{64}|[\\w-]{86})(?![\\w/+=.$-])"));
        // The same of 43 characters, but for the ids of signing keys, which everybody is told; and one without a digit
        // where it is called a token.
        SECRETS.put(
                "token of a mail",
                Pattern.compile("(?<![\\w/+.$-])(?<!\\bKey )(?=[\\w-]*[A-Z])(?=[\\w-]*[a-z])(?=[\\w-]*\\d)[\\w-]{43}"
                        + "(?![\\w/+=.$-])|(?i)token\\W{1,5}[\\w-]{43}(?![\\w-])"));
        SECRETS.put(
                "secret of an installation",
                Pattern.compile("management-secret-of-a-|(?<![\\w-])[0-9a-f]{48}(?![\\w-])"));
        SECRETS.put("key", Pattern.compile("PRIVATE KEY-----|\"keyMaterialType\""));
        SECRETS.put("password of a server", Pattern.compile("://[^/\\s:@]+:[^*/\\s:@][^/\\s:@]*@"));
        SECRETS.put("e-mail address", Pattern.compile("(?i)[\\w.%+-]+@(?:[a-z\\d-]+\\.)+[a-z]{2,}\\b"));
        SECRETS.put(
                "text of a message", Pattern.compile("message talk\\d|\\btext [0-9a-f]{8}-[0-9a-f]{4}-|Hello there!"));
    }

    /// What the launcher shows whoever has started Nova for the first time.
    private static final String INVITATION =
            "{\"email\":\"ann@example.com\",\"username\":\"ann\",\"password\":\"Correct-Horse-1\"}";

    private static final Pattern OF_A_PROCESS =
            Pattern.compile(".*/logs/[^/]+\\.log(?:\\.\\d+)?|.*/(?:launcher|process|command)\\.log(?:\\.\\d+)?");
    private static final Pattern OF_TESTS = Pattern.compile(".*/(?:surefire|failsafe)-reports/TEST-[^/]+\\.xml");
    private static final Pattern OUTPUT = Pattern.compile("<system-(out|err)>(.*?)</system-\\1>", Pattern.DOTALL);

    private LogSearch() {}

    /// The logs of all processes in a directory, and what Maven keeps of the output of tests.
    static List<Path> logsIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> isLog(file.toString()))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each line with something in it, as `file:line: kind`; never the thing itself.
    static List<String> findings(Path log) {
        var findings = new ArrayList<String>();
        var number = 0;
        for (var line : (Iterable<String>) text(log).lines()::iterator) {
            number++;
            for (var secret : SECRETS.entrySet()) {
                if (secret.getValue().matcher(line).find()) {
                    findings.add("%s:%d: %s".formatted(log, number, secret.getKey()));
                }
            }
        }
        return findings;
    }

    private static boolean isLog(String file) {
        return OF_A_PROCESS.matcher(file).matches() || OF_TESTS.matcher(file).matches();
    }

    // Bytes that are no UTF-8 must not end the search. Of a report only what was printed counts: the names of tests
    // contain what they send.
    private static String text(Path log) {
        try {
            var text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).replace(INVITATION, "");
            if (!OF_TESTS.matcher(log.toString()).matches()) {
                return text;
            }
            var printed = new StringBuilder();
            OUTPUT.matcher(text)
                    .results()
                    .forEach(output -> printed.append(output.group(2)).append('\n'));
            return printed.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
