package social.nova.cluster.proof;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.Node;

/// An app that sends and reads by REST over one kept-alive connection, one request after another.
///
/// It behaves as clients are told to: an answer that says `Connection: close`, or a connection that is refused,
/// makes it take the next node. Everything else that is not a 200 is written down as it came.
final class RestClient implements AutoCloseable {
    private final Person person;
    private final String conversation;
    private final List<String> addresses;
    private final Duration pause;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final ContractObserver observer = new ContractObserver();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private int node;

    /// @param status 0 when the connection broke
    /// @param error the code of the answer, or what broke
    /// @param at [System#nanoTime] of the answer
    /// @param sent the text that was sent, empty for a read
    record Outcome(String address, int status, String error, boolean retryAfter, Duration took, long at, String sent) {
        boolean isOk() {
            return status == 200;
        }
    }

    private record Asked(HttpRequest request, String text, String body) {}

    RestClient(Person person, String conversation, List<Node> nodes, int first, Duration pause) {
        this.person = person;
        this.conversation = conversation;
        this.addresses = nodes.stream().map(Node::messaging).toList();
        this.node = first;
        this.pause = pause;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    Stream<Outcome> failures() {
        return outcomes.stream().filter(outcome -> !outcome.isOk());
    }

    Stream<Outcome> matching(Predicate<Outcome> what) {
        return outcomes.stream().filter(what);
    }

    /// Whether something was answered 200 at such a time.
    boolean isOkAt(LongPredicate time) {
        return outcomes.stream().anyMatch(outcome -> outcome.isOk() && time.test(outcome.at()));
    }

    @Override
    public void close() {
        going.set(false);
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var client = newClient();
        for (var n = 0; going.get(); n++) {
            var address = addresses.get(node % addresses.size());
            var asked = n % 4 == 3 ? read(address) : send(address);
            var began = System.nanoTime();
            try {
                var answer = client.send(asked.request(), BodyHandlers.ofString());
                observer.saw(asked.body(), answer);
                add(
                        address,
                        asked,
                        began,
                        answer.statusCode(),
                        error(answer.body()),
                        answer.headers().firstValue("Retry-After").isPresent());
                if (answer.headers()
                        .firstValue("Connection")
                        .filter("close"::equalsIgnoreCase)
                        .isPresent()) {
                    node++;
                }
            } catch (ConnectException refused) {
                node++;
            } catch (IOException broken) {
                add(address, asked, began, 0, broken.toString(), false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        client.close();
    }

    private void add(String address, Asked asked, long began, int status, String error, boolean retryAfter) {
        var now = System.nanoTime();
        outcomes.add(new Outcome(address, status, error, retryAfter, Duration.ofNanos(now - began), now, asked.text()));
    }

    private Asked send(String address) {
        var key = UUID.randomUUID().toString();
        var body = Web.write(Map.of("plaintext", "text " + key, "idempotency_key", key));
        return new Asked(
                request(address, "")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                "text " + key,
                body);
    }

    private Asked read(String address) {
        return new Asked(request(address, "?limit=10").GET().build(), "", "");
    }

    private HttpRequest.Builder request(String address, String query) {
        return HttpRequest.newBuilder(
                        URI.create("http://%s/conversations/%s/messages%s".formatted(address, conversation, query)))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + person.token());
    }

    private static String error(String body) {
        return Web.read(body).path("error").asText();
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }
}
