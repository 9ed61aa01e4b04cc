package social.nova.loadtest.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// JSON over HTTP, as an app would do it.
public final class Web {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private static final List<Observer> OBSERVERS = ServiceLoader.load(Observer.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private Web() {}

    /// Looks at every answer that a node gives to clients of this package, those to handshakes and the frames of
    /// sockets included. Found as a service, so that whoever knows what answers ought to be can look without being
    /// known here.
    public interface Observer {
        /// @param sent the body of the request, empty for none
        void saw(String sent, HttpResponse<String> answer);

        /// @param frame what a node said on a messaging socket
        void heard(String frame);
    }

    /// @param status 0 when the node could not be reached or did not answer in time
    /// @param body missing when there was none, or none in JSON
    /// @param retryAfter the header of that name
    public record Answer(int status, JsonNode body, Optional<String> retryAfter) {
        private static final Answer NONE = new Answer(0, MissingNode.getInstance(), Optional.empty());

        private static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    read(response.body()),
                    response.headers().firstValue("Retry-After"));
        }
    }

    /// @param token empty for none
    public static Answer get(String url, String token) {
        return send(request(url, token).GET(), "");
    }

    /// @param token empty for none
    public static Answer post(String url, String token, Map<String, ?> body) {
        var sent = write(body);
        return send(
                request(url, token).header("Content-Type", "application/json").POST(BodyPublishers.ofString(sent)),
                sent);
    }

    /// @param token empty for none
    public static Answer put(String url, String token, Map<String, ?> body) {
        var sent = write(body);
        return send(
                request(url, token).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(sent)),
                sent);
    }

    /// @param token empty for none
    public static Answer delete(String url, String token) {
        return send(request(url, token).DELETE(), "");
    }

    /// By any other method.
    ///
    /// @param token empty for none
    public static Answer send(String method, String url, String token, Map<String, ?> body) {
        var sent = write(body);
        return send(
                request(url, token)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(sent)),
                sent);
    }

    /// Has an answer looked at that refused a handshake, if that is why it failed.
    static void refused(Throwable failure) {
        if (failure.getCause() instanceof WebSocketHandshakeException handshake) {
            refused(handshake.getResponse());
        }
    }

    private static <T> void refused(HttpResponse<T> answer) {
        if (answer.body() instanceof String) {
            @SuppressWarnings("unchecked") // looked at in the line above
            var text = (HttpResponse<String>) answer;
            OBSERVERS.forEach(observer -> observer.saw("", text));
        }
    }

    /// Has a frame of a messaging socket looked at.
    static void heard(String frame) {
        OBSERVERS.forEach(observer -> observer.heard(frame));
    }

    /// The client of all of these; sockets are built with it.
    static HttpClient client() {
        return CLIENT;
    }

    public static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// What is no JSON is missing.
    public static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static HttpRequest.Builder request(String url, String token) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder request, String sent) {
        try {
            var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            OBSERVERS.forEach(observer -> observer.saw(sent, answer));
            return Answer.of(answer);
        } catch (IOException unreachable) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
