package social.nova.cluster.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// What was left to somebody of a limit on requests at one node, used up as fast as answers came.
///
/// @param allowed requests that were answered before the first that was refused
/// @param refusal the answer to that one
record Spending(int allowed, HttpResponse<String> refusal) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ContractObserver OBSERVER = new ContractObserver();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NO_LIMIT = 2_000;

    /// @throws AssertionError if so many requests are allowed that there is no limit, or one is answered otherwise
    static Spending of(Person person, Node node) {
        for (var allowed = 0; allowed < NO_LIMIT; allowed++) {
            var answer = ask(person, node);
            if (answer.statusCode() == 429) {
                return new Spending(allowed, answer);
            }
            if (answer.statusCode() != 200) {
                throw new AssertionError("expected 200 or 429, got " + answer + answer.body());
            }
        }
        throw new AssertionError("no limit at " + node);
    }

    /// Of how many requests in one window this node says that it counts them.
    static long limitSaidTo(Person person, Node node) {
        return number(ask(person, node), "RateLimit-Limit");
    }

    /// What a header of the refusal says; -1 where it says nothing.
    long refused(String header) {
        return number(refusal, header);
    }

    String error() {
        return Web.read(refusal.body()).path("error").asText();
    }

    private static long number(HttpResponse<String> answer, String header) {
        return answer.headers().firstValueAsLong(header).orElse(-1);
    }

    private static HttpResponse<String> ask(Person person, Node node) {
        var request = HttpRequest.newBuilder(URI.create("http://" + node.api() + "/api/v1/users/me"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + person.token())
                .build();
        try {
            var answer = CLIENT.send(request, BodyHandlers.ofString());
            OBSERVER.saw("", answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
