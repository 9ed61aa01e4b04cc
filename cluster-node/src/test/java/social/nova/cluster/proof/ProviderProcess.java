package social.nova.cluster.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import social.nova.loadtest.client.Web;

/// Other services to sign in with, in a process of their own; see [ProviderMain].
final class ProviderProcess {
    private static final long AN_HOUR = 3_600;

    private final Process process;
    private final String provider;
    private final String desk;

    private ProviderProcess(Process process, String[] addresses) {
        this.process = process;
        this.provider = addresses[0].replaceFirst("/*$", "/");
        this.desk = addresses[1];
    }

    /// It ends with this process at the latest.
    static ProviderProcess start() {
        try {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx96m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ProviderMain.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new ProviderProcess(process, addresses(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A logger may say something, too, before and after: somebody must take it.
    private static String[] addresses(Process process) throws IOException {
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(ProviderMain.ADDRESSES)) {
                Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
                return line.substring(ProviderMain.ADDRESSES.length()).split(" ", -1);
            }
        }
        throw new IllegalStateException("the services to sign in with did not start");
    }

    /// What nodes need to know.
    Map<String, String> environment() {
        var settings = new TreeMap<String, String>();
        for (var service : List.of("google", "apple", "facebook")) {
            var variables = "NOVA_OAUTH_" + service.toUpperCase(Locale.ROOT);
            settings.put(variables + "_ISSUERS", provider + service);
            settings.put(variables + "_JWKS_URL", provider + service + "/jwks");
            settings.put(variables + "_CLIENT_IDS", ProviderMain.CLIENT_ID);
        }
        settings.put("NOVA_OAUTH_FACEBOOK_GRAPH_URL", desk);
        settings.put("NOVA_OAUTH_FACEBOOK_APP_SECRET", ProviderMain.APP_SECRET);
        settings.put("NOVA_OAUTH_FACEBOOK_EMAILS_VERIFIED", "true");
        return settings;
    }

    /// An ID token for us.
    String token(String service, String subject, Map<String, Object> claims) {
        return token(service, subject, ProviderMain.CLIENT_ID, claims, AN_HOUR);
    }

    String token(String service, String subject, String audience, Map<String, Object> claims, long secondsLeft) {
        var wanted = Map.of(
                "issuer", service, "subject", subject, "audience", audience, "claims", claims, "seconds", secondsLeft);
        var answer = ask(HttpRequest.newBuilder(URI.create(desk + "/issue"))
                .POST(HttpRequest.BodyPublishers.ofString(Web.write(wanted)))
                .build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "no token of a process that %s: %s".formatted(process.isAlive() ? "lives" : "has ended", answer));
        }
        return Web.read(answer.body()).path("token").asText();
    }

    // Not as nodes are asked, whose answers are held against their contract.
    private static HttpResponse<String> ask(HttpRequest request) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
