package social.nova.http.routing;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;

/// One row of the table of routes: which requests it takes, who may send them, and what answers.
///
/// @param path with names in braces for the segments that vary, such as `/conversations/{conversation_id}`
public record Endpoint(HttpMethod method, String path, Access access, Handler handler) {

    /// What answers a request. Called by many threads at once; must not block.
    @FunctionalInterface
    public interface Handler {
        /// A refusal fails the stage or is thrown; see [social.nova.http.common.Errors] for what becomes of it.
        CompletionStage<HttpResponse> handle(Call call);
    }

    /// The same for a request with a JSON body.
    @FunctionalInterface
    public interface BodyHandler<B> {
        CompletionStage<HttpResponse> handle(Call call, B body);
    }

    public static Endpoint get(String path, Access access, Handler handler) {
        return new Endpoint(HttpMethods.GET, path, access, handler);
    }

    public static Endpoint post(String path, Access access, Handler handler) {
        return new Endpoint(HttpMethods.POST, path, access, handler);
    }

    public static <B> Endpoint post(String path, Access access, Class<B> body, BodyHandler<B> handler) {
        return new Endpoint(HttpMethods.POST, path, access, reading(body, handler));
    }

    /// The same endpoint below a prefix, such as `/api/v1`.
    public Endpoint below(String prefix) {
        return new Endpoint(method, prefix + path, access, handler);
    }

    @Override
    public String toString() {
        return method.value() + " " + path;
    }

    private static <B> Handler reading(Class<B> type, BodyHandler<B> handler) {
        return call -> call.body(type).thenCompose(body -> handler.handle(call, body));
    }
}
