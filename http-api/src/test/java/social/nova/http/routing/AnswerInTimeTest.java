package social.nova.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.http.routing.Access.ANYONE;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Authentication;
import social.nova.http.common.Errors;

/// Nobody waits for an answer for ever.
class AnswerInTimeTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ManualTime.config());
    private static final Duration ALMOST = Duration.ofMillis(19_900);
    private static final Duration REST = Duration.ofMillis(200);

    private final ManualTime time = ManualTime.get(ACTORS.system());
    private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private final Pipeline pipeline = new Pipeline(
            List.of(Endpoint.get("/slow", ANYONE, _ -> answer)),
            new Authentication(_ -> Optional.empty()),
            new Errors(InstantSource.system()),
            new RequestMeters(new SimpleMeterRegistry()),
            ACTORS.system());

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void tellsThatNoneCame() {
        var told = ask();

        time.timePasses(ALMOST);
        assertThat(told).isNotDone();
        time.timePasses(REST);

        assertThat(told.join().status()).isEqualTo(StatusCodes.SERVICE_UNAVAILABLE);
    }

    @Test
    void givesTheOneThatCame() {
        var told = ask();

        time.timePasses(ALMOST);
        answer.complete(HttpResponse.create());
        time.timePasses(REST);

        assertThat(told.join().status()).isEqualTo(StatusCodes.OK);
    }

    private CompletableFuture<HttpResponse> ask() {
        return pipeline.answer(HttpRequest.GET("/slow")).toCompletableFuture();
    }
}
