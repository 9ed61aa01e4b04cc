package social.nova.http.metrics;

import static social.nova.http.routing.Access.ANYONE;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// `/metrics`: everything this node counts, in Prometheus' text form.
///
/// Who asks while an answer is being made is given the same one, so that a crowd of askers costs what one does.
public final class MetricsRoutes {
    private final Supplier<String> scrape;
    private final Executor executor;
    private final AtomicReference<@Nullable CompletableFuture<String>> underWay = new AtomicReference<>();

    /// @param scrape writes all of it; takes milliseconds
    /// @param executor where that is done
    public MetricsRoutes(Supplier<String> scrape, Executor executor) {
        this.scrape = scrape;
        this.executor = executor;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/metrics", ANYONE, this::metrics).unlimited());
    }

    private CompletionStage<HttpResponse> metrics(Call call) {
        return text().thenApply(text -> HttpResponse.create().withEntity(ContentTypes.TEXT_PLAIN_UTF8, text));
    }

    private CompletionStage<String> text() {
        var mine = new CompletableFuture<String>();
        var others = underWay.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        executor.execute(() -> {
            try {
                mine.complete(scrape.get());
            } catch (RuntimeException defect) {
                mine.completeExceptionally(defect);
            } finally {
                underWay.set(null);
            }
        });
        return mine;
    }
}
