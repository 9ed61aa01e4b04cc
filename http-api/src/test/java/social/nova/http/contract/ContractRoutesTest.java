package social.nova.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.Authentication;
import social.nova.http.common.Errors;
import social.nova.protocols.contract.Service;

class ContractRoutesTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final Map<Service, URI> ADDRESSES = Map.of(
            Service.USER, URI.create("https://nova.example.org"),
            Service.MESSAGING, URI.create("https://chat.example.org/base"),
            Service.SEARCH, URI.create("https://nova.example.org:8081"));
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
    private static final Pattern URL = Pattern.compile("url\\(\\s*[\"']?([^)]{0,5})");

    private final CheckedPipeline pipeline = new CheckedPipeline(
            Service.USER,
            new ContractRoutes(ADDRESSES).endpoints(),
            new Authentication(_ -> Optional.empty()),
            new Errors(InstantSource.system()),
            ACTORS.system());

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void servesOneDocumentInBothForms() throws Exception {
        var yaml = new YAMLMapper().readTree(body(get("/openapi.yaml")));
        var json = new ObjectMapper().readTree(body(get("/openapi.json")));

        assertThat(yaml).isEqualTo(json);
        assertThat(json.path("openapi").asText()).startsWith("3.1.");
        assertThat(json.path("servers").findValuesAsText("url"))
                .containsExactly(
                        "https://nova.example.org", "https://chat.example.org/base", "https://nova.example.org:8081");
    }

    @Test
    void servesWhatIsNotRestInBothFormsToo() throws Exception {
        var yaml = new YAMLMapper().readTree(body(get("/asyncapi.yaml")));
        var json = new ObjectMapper().readTree(body(get("/asyncapi.json")));

        assertThat(yaml).isEqualTo(json);
        assertThat(json.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(json.at("/servers/messaging/host").asText()).isEqualTo("chat.example.org");
        assertThat(json.at("/servers/messaging/pathname").asText()).isEqualTo("/base");
        assertThat(json.at("/servers/messaging/protocol").asText()).isEqualTo("wss");
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi.yaml, application/yaml; charset=UTF-8",
        "/openapi.json, application/json",
        "/asyncapi.yaml, application/yaml; charset=UTF-8",
        "/asyncapi.json, application/json",
        "/docs, text/html; charset=UTF-8",
        "/docs/start.js, text/javascript; charset=UTF-8",
        "/docs/swagger-ui-bundle.js, text/javascript; charset=UTF-8",
        "/docs/swagger-ui.css, text/css; charset=UTF-8",
        "/docs/favicon-32x32.png, image/png"
    })
    void everythingHasItsTypeAndIsSentOnce(String path, String type) throws Exception {
        var answer = get(path);
        var tag = header(answer, "ETag");

        assertThat(answer.status().intValue()).isEqualTo(200);
        assertThat(answer.entity().getContentType()).hasToString(type);
        assertThat(body(answer)).isNotEmpty();
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        for (var known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            var again = get(path, known);
            assertThat(again.status().intValue()).isEqualTo(304);
            assertThat(body(again)).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(tag);
        }
        assertThat(get(path, "\"other\"").status().intValue()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openapi.yaml",
                "/openapi.json",
                "/asyncapi.json",
                "/docs/swagger-ui-bundle.js",
                "/docs/swagger-ui.css"
            })
    void whoTakesGzipGetsItUnderATagOfItsOwn(String path) throws Exception {
        var plain = get(path);
        var zipped = send(HttpRequest.GET(path).addHeader(RawHeader.create("Accept-Encoding", "gzip")));
        var bytes = zipped.entity()
                .toStrict(10_000, ACTORS.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .getData()
                .toArray();

        assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(zipped, "ETag")).isNotEqualTo(header(plain, "ETag"));
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(body(plain));
        }
    }

    @Test
    void thePageAndItsAssetsNameNoOtherHost() throws Exception {
        var page = body(get("/docs"));
        var references =
                REFERENCE.matcher(page).results().map(found -> found.group(1)).toList();

        assertThat(references).hasSize(5).allSatisfy(reference -> {
            assertThat(reference).matches("docs/[a-z0-9.-]+|asyncapi\\.yaml");
            assertThat(get("/" + reference).status().intValue()).isEqualTo(200);
        });
        assertThat(page).doesNotContain("//");
        assertThat(body(get("/docs/start.js")))
                .doesNotContain("http")
                .contains("url: 'openapi.json'", "validatorUrl: null");
        assertThat(URL.matcher(body(get("/docs/swagger-ui.css"))).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch("data:"::equals);
        assertThat(body(get("/docs/swagger-ui.css"))).doesNotContain("@import");
    }

    // The bundle names many hosts, in links and comments: what it may load and call is what this lets it.
    @Test
    void thePageMayLoadAndCallNothingButNova() throws Exception {
        assertThat(header(get("/docs"), "Content-Security-Policy").split("; ", -1))
                .containsExactly(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self' 'unsafe-inline'",
                        "img-src 'self' data:",
                        "connect-src 'self' https://chat.example.org https://nova.example.org https://nova.example.org:8081",
                        "base-uri 'none'",
                        "form-action 'none'",
                        "frame-ancestors 'none'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "swagger-initializer.js",
                "..",
                "%2e%2e%2fdocs.html",
                "docs.html",
                "%2Fetc%2Fpasswd"
            })
    void servesNothingElse(String asset) throws Exception {
        var answer = get("/docs/" + asset);

        assertThat(answer.status().intValue()).isEqualTo(404);
        assertThat(new ObjectMapper()
                        .readValue(body(answer), JsonNode.class)
                        .path("error")
                        .asText())
                .isEqualTo("NOT_FOUND");
    }

    private HttpResponse get(String path) throws Exception {
        return send(HttpRequest.GET(path));
    }

    private HttpResponse get(String path, String known) throws Exception {
        return send(HttpRequest.GET(path).addHeader(RawHeader.create("If-None-Match", known)));
    }

    private HttpResponse send(HttpRequest request) throws Exception {
        return pipeline.answer(request).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String body(HttpResponse answer) throws Exception {
        return answer.entity()
                .toStrict(1_000, ACTORS.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .getData()
                .utf8String();
    }

    private static String header(HttpResponse answer, String name) {
        return answer.getHeader(name).orElseThrow().value();
    }
}
