package social.nova.http.routing;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.settings.ServerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Servers of Akka HTTP as a [Pipeline] needs them: set as it must be beside `akka.http.server`, and with a
/// deadline for the heads of requests.
public final class Servers {
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(10);

    private Servers() {}

    /// Opens a port.
    ///
    /// @param port 0 for one that is free
    /// @param answers must not fail; usually [Pipeline#answer]
    public static CompletionStage<ServerBinding> bind(
            ClassicActorSystemProvider system,
            String host,
            int port,
            Function<HttpRequest, CompletionStage<HttpResponse>> answers) {
        return new HttpServer(system.classicSystem(), settings(system), HEAD_WITHIN, answers).bind(host, port);
    }

    static ServerSettings settings(ClassicActorSystemProvider system) {
        var settings = ServerSettings.create(system.classicSystem());
        // Akka's own JSON type is UTF-8 by definition and forgets which charset a client named.
        var json = MediaTypes.customWithOpenCharset("application", "json", Map.of(), false);
        return settings.withParserSettings(settings.getParserSettings().withCustomMediaTypes(json));
    }
}
