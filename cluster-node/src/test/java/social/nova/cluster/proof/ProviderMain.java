package social.nova.cluster.proof;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;

/// A process that is other services to sign in with: an OpenID provider, which signs what it is asked to at `/issue`;
/// and what Facebook knows of access tokens. Tells the addresses of both in one line, and ends with its standard
/// input.
///
/// Of Facebook `good-N` is an access token of user N for our app, `other-app-N` for another app, `over-N` one that has
/// ended; it refuses all others.
public final class ProviderMain {
    static final String ADDRESSES = "services at ";
    static final String CLIENT_ID = "nova-test";
    static final String APP_SECRET = "app-secret-of-a-test";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

    private final MockOAuth2Server provider = new MockOAuth2Server();
    private final HttpServer desk;

    private ProviderMain() throws IOException {
        provider.start(InetAddress.getLoopbackAddress(), 0);
        desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        desk.createContext("/issue", this::issue);
        desk.createContext("/debug_token", ProviderMain::inspect);
        desk.createContext("/me", ProviderMain::tell);
        desk.start();
    }

    public static void main(String[] arguments) throws IOException {
        var main = new ProviderMain();
        System.out.println(ADDRESSES
                + main.provider.issuerUrl("")
                + " http://127.0.0.1:"
                + main.desk.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Whoever started this process says nothing more.
        }
        System.exit(0);
    }

    private void issue(HttpExchange call) throws IOException {
        var wanted = JSON.readTree(call.getRequestBody());
        var issuer = wanted.path("issuer").asText();
        var audience = wanted.path("audience").asText();
        var token = provider.issueToken(
                issuer,
                audience,
                new DefaultOAuth2TokenCallback(
                        issuer,
                        wanted.path("subject").asText(),
                        "JWT",
                        List.of(audience),
                        JSON.convertValue(wanted.path("claims"), CLAIMS),
                        wanted.path("seconds").asLong()));
        answer(call, 200, Map.of("token", token.serialize()));
    }

    private static void inspect(HttpExchange call) throws IOException {
        var query = query(call);
        var token = query.getOrDefault("input_token", "");
        if (!query.getOrDefault("access_token", "").equals(CLIENT_ID + "|" + APP_SECRET) || !isKnown(token)) {
            answer(call, 400, Map.of("error", Map.of()));
            return;
        }
        var app = token.startsWith("other-app-") ? "another" : CLIENT_ID;
        var data = Map.of(
                "app_id",
                app,
                "type",
                "USER",
                "is_valid",
                true,
                "user_id",
                user(token),
                "expires_at",
                token.startsWith("over-") ? 1 : 0);
        answer(call, 200, Map.of("data", data));
    }

    private static void tell(HttpExchange call) throws IOException {
        var token = query(call).getOrDefault("access_token", "");
        if (isKnown(token)) {
            answer(call, 200, Map.of("id", user(token), "email", user(token) + "@example.com"));
        } else {
            answer(call, 400, Map.of("error", Map.of()));
        }
    }

    private static boolean isKnown(String token) {
        return token.matches("(good|other-app|over)-.+");
    }

    private static String user(String token) {
        return token.replaceFirst("^(good|other-app|over)-", "");
    }

    private static Map<String, String> query(HttpExchange call) {
        return Stream.of(call.getRequestURI().getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static void answer(HttpExchange call, int status, Map<String, ?> body) throws IOException {
        var bytes = JSON.writeValueAsBytes(body);
        call.sendResponseHeaders(status, bytes.length);
        try (var out = call.getResponseBody()) {
            out.write(bytes);
        }
    }
}
