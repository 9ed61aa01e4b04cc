package social.nova.http.routing;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One row of the table of routes: which requests it takes, who may send them, and what answers.
///
/// @param path with names in braces for the segments that vary, such as `/conversations/{conversation_id}`
/// @param traits what the [Pipeline] does with its requests beside calling the handler
public record Endpoint(HttpMethod method, String path, Access access, Handler handler, Traits traits) {

    /// What is not the same for every endpoint.
    ///
    /// @param limited whether its requests count against the limit of their sender
    /// @param guarded whether they count against the stricter limit for trying credentials, too
    /// @param tagged whether an answer carries an `ETag`: for single things that are read again and again
    public record Traits(boolean limited, boolean guarded, boolean tagged) {
        static final Traits USUAL = new Traits(true, false, false);
    }

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

    /// A body that names the account it is about, by whatever its sender knows it by.
    public interface NamesAccount {
        @Nullable
        String account();
    }

    public static Endpoint get(String path, Access access, Handler handler) {
        return new Endpoint(HttpMethods.GET, path, access, handler, Traits.USUAL);
    }

    public static Endpoint post(String path, Access access, Handler handler) {
        return new Endpoint(HttpMethods.POST, path, access, handler, Traits.USUAL);
    }

    public static <B> Endpoint post(String path, Access access, Class<B> body, BodyHandler<B> handler) {
        return post(path, access, reading(body, handler));
    }

    public static <B> Endpoint put(String path, Access access, Class<B> body, BodyHandler<B> handler) {
        return new Endpoint(HttpMethods.PUT, path, access, reading(body, handler), Traits.USUAL);
    }

    public static <B> Endpoint patch(String path, Access access, Class<B> body, BodyHandler<B> handler) {
        return new Endpoint(HttpMethods.PATCH, path, access, reading(body, handler), Traits.USUAL);
    }

    public static Endpoint delete(String path, Access access, Handler handler) {
        return new Endpoint(HttpMethods.DELETE, path, access, handler, Traits.USUAL);
    }

    public static <B> Endpoint delete(String path, Access access, Class<B> body, BodyHandler<B> handler) {
        return delete(path, access, reading(body, handler));
    }

    /// The same endpoint below a prefix, such as `/api/v1`.
    public Endpoint below(String prefix) {
        return new Endpoint(method, prefix + path, access, handler, traits);
    }

    /// The same endpoint with an `ETag` on its answers, for `If-None-Match`.
    public Endpoint tagged() {
        return with(new Traits(traits.limited(), traits.guarded(), true));
    }

    /// The same endpoint, free for everybody at any rate: for what costs nothing and must always be answered.
    public Endpoint unlimited() {
        return with(new Traits(false, traits.guarded(), traits.tagged()));
    }

    /// The same endpoint with a stricter limit per address, and per account if its body [names one][NamesAccount].
    public Endpoint guarded() {
        return with(new Traits(traits.limited(), true, traits.tagged()));
    }

    private Endpoint with(Traits changed) {
        return new Endpoint(method, path, access, handler, changed);
    }

    @Override
    public String toString() {
        return method.value() + " " + path;
    }

    private static <B> Handler reading(Class<B> type, BodyHandler<B> handler) {
        return call -> call.body(type).thenCompose(body -> handler.handle(call, body));
    }
}
