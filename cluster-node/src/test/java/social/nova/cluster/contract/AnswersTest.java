package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.protocols.contract.OpenApi;
import social.nova.protocols.contract.Service;

/// Every answer that the document promises, had from a running node.
class AnswersTest {
    private static final ObjectNode DOCUMENT = OpenApi.assemble().document();
    private static final Scene SCENE = Scene.set();
    private static final List<Case> CASES =
            Stream.concat(Cases.of(SCENE).stream(), alike().stream()).toList();
    private static final int TOO_LARGE = 128 * 1024;

    /// What a single healthy node cannot be brought to answer, or only by who sends one byte in a while.
    private static final Set<String> WHEN_SOMETHING_IS_AWAY = Set.of(
            "408 REQUEST_TIMEOUT",
            "429 RATE_LIMITED",
            "500 INTERNAL_ERROR",
            "503 DATABASE_ERROR",
            "503 SERVICE_UNAVAILABLE",
            "503");

    /// What takes a race, or an installation of another kind.
    private static final Set<String> NOT_HERE = Set.of(
            "POST /api/v1/auth/register: 409 CONFLICT",
            "POST /api/v1/auth/dev-verify: 404 NOT_FOUND",
            "POST /api/v1/auth/verify-email: 409 EMAIL_TAKEN");

    @TestFactory
    Stream<DynamicTest> everyRequestIsAnsweredAsItShouldBe() {
        return CASES.stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.toString(),
                        () -> assertThat(Case.answer(one.send())).isEqualTo(one.answer())));
    }

    @Test
    void everyDocumentedAnswerIsSeen() {
        var seen = new HashSet<String>();
        CASES.forEach(one -> seen.add(one.covers()));
        var unseen = new TreeSet<>(documented());
        unseen.removeAll(seen);
        unseen.removeIf(answer -> WHEN_SOMETHING_IS_AWAY.contains(answer.substring(answer.indexOf(": ") + 2)));

        assertThat(unseen).isEqualTo(new TreeSet<>(NOT_HERE));
    }

    /// What follows from the shape of an operation: nobody has to write it down.
    private static List<Case> alike() {
        var cases = new ArrayList<Case>();
        for (var row : AuthorisationTable.rows()) {
            var operation =
                    DOCUMENT.path("paths").path(row.path()).path(row.method().toLowerCase(Locale.ROOT));
            var target = SCENE.fill(row.path());
            var anonymous = new Case(row.service(), row.method(), row.path(), target, Map.of(), "", "");
            cases.add(answered(anonymous.at(target + "?x=%zz"), "400 VALIDATION_ERROR"));
            if (!operation.path("security").equals(DOCUMENT.arrayNode())) {
                if (!operation.path("security").path(0).equals(DOCUMENT.objectNode())) {
                    cases.add(answered(anonymous, "401 AUTH_REQUIRED"));
                }
                cases.add(answered(anonymous.with("Authorization", "Bearer x"), "401 INVALID_TOKEN"));
                cases.add(answered(anonymous.with("Authorization", "Basic eDp5"), "401 INVALID_TOKEN"));
            }
            if (operation.at("/responses/304/$ref").asText().endsWith("/Unchanged")) {
                cases.add(answered(anonymous.with("If-None-Match", "*").as(SCENE.owner()), "304"));
            }
            if (operation.has("requestBody")) {
                for (var broken : List.of(
                        "",
                        "{",
                        "null",
                        "[]",
                        "\"x\"",
                        "{} {}",
                        "[".repeat(100_000),
                        "{\"x\": " + "9".repeat(100_000) + "}")) {
                    if (broken.isEmpty()
                            && !operation.at("/requestBody/required").asBoolean()) {
                        continue;
                    }
                    cases.add(answered(carrying(anonymous, broken).as(SCENE.owner()), "400 VALIDATION_ERROR"));
                }
                var large = carrying(anonymous, "{\"x\": \"" + "x".repeat(TOO_LARGE) + "\"}");
                cases.add(answered(large.as(SCENE.owner()), "413 PAYLOAD_TOO_LARGE"));
                var text = carrying(anonymous, "{}").with("Content-Type", "text/plain");
                cases.add(answered(text.as(SCENE.owner()), "415 UNSUPPORTED_MEDIA_TYPE"));
            }
        }
        for (var service : Service.values()) {
            cases.add(Case.get(service, "/nowhere", "404 NOT_FOUND"));
            cases.add(Case.get(service, "/health/", "404 NOT_FOUND"));
            cases.add(Case.post(service, "/health", "", "405 METHOD_NOT_ALLOWED"));
        }
        return cases;
    }

    private static Case carrying(Case one, String body) {
        return new Case(one.service(), one.method(), one.path(), one.target(), one.headers(), body, one.answer());
    }

    private static Case answered(Case one, String answer) {
        return new Case(one.service(), one.method(), one.path(), one.target(), one.headers(), one.body(), answer);
    }

    private static Set<String> documented() {
        var documented = new HashSet<String>();
        for (var path : DOCUMENT.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                for (var response : method.getValue().path("responses").properties()) {
                    var route = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                    answers(response.getKey(), response.getValue())
                            .forEach(answer -> documented.add(route + ": " + answer));
                }
            }
        }
        return documented;
    }

    private static Stream<String> answers(String status, JsonNode response) {
        var described = response.has("$ref")
                ? DOCUMENT.at(response.path("$ref").asText().substring(1))
                : response;
        var codes = described.at("/content/application~1json/schema/properties/error/enum");
        return codes.isMissingNode()
                ? Stream.of(status)
                : StreamSupport.stream(codes.spliterator(), false).map(code -> status + " " + code.asText());
    }
}
