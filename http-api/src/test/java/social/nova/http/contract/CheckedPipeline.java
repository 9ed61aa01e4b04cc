package social.nova.http.contract;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPInputStream;
import social.nova.http.common.Authentication;
import social.nova.http.common.Errors;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.Pipeline;
import social.nova.http.routing.RequestMeters;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;
import social.nova.protocols.contract.Violations;

/// A pipeline whose every answer is held against the contract: a test that sees one that breaks it fails.
public final class CheckedPipeline {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final long MAX_BODY = 8 * 1024 * 1024;

    private final Service service;
    private final Pipeline pipeline;
    private final ClassicActorSystemProvider system;

    /// @param service whose port the pipeline stands for
    public CheckedPipeline(
            Service service,
            List<Endpoint> endpoints,
            Authentication authentication,
            Errors errors,
            ClassicActorSystemProvider system) {
        this.service = service;
        this.pipeline =
                new Pipeline(endpoints, authentication, errors, new RequestMeters(new SimpleMeterRegistry()), system);
        this.system = system;
    }

    /// What [Pipeline#answer] answers.
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        return request.toStrict(TIMEOUT_MILLIS, MAX_BODY, system)
                .thenCompose(read -> pipeline.answer(read)
                        .thenCompose(this::read)
                        .thenApply(answer -> {
                            Violations.check(exchange(read, answer));
                            return answer;
                        }));
    }

    // A switched connection has no end that could be waited for.
    private CompletionStage<HttpResponse> read(HttpResponse answer) {
        return answer.status().equals(StatusCodes.SWITCHING_PROTOCOLS)
                ? CompletableFuture.completedStage(answer)
                : answer.toStrict(TIMEOUT_MILLIS, system).thenApply(HttpResponse.class::cast);
    }

    private Exchange exchange(HttpRequest request, HttpResponse answer) {
        var uri = request.getUri();
        var query = uri.rawQueryString();
        return new Exchange(
                service,
                request.method().value(),
                uri.getPathString() + query.map(text -> "?" + text).orElse(""),
                bytes(request.entity()),
                answer.status().intValue(),
                headers(answer),
                unzipped(answer));
    }

    private static ByteString unzipped(HttpResponse answer) {
        var bytes = bytes(answer.entity());
        if (answer.getHeader("Content-Encoding").isEmpty()) {
            return bytes;
        }
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes.toArray()))) {
            return ByteString.fromArray(unzipped.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> headers(HttpResponse answer) {
        var headers = new HashMap<String, List<String>>();
        for (HttpHeader header : answer.getHeaders()) {
            headers.computeIfAbsent(header.name(), _ -> new ArrayList<>()).add(header.value());
        }
        var type = answer.entity().getContentType().toString();
        if (!type.equals("none/none")) {
            headers.put("Content-Type", List.of(type));
        }
        return headers;
    }

    private static ByteString bytes(HttpEntity entity) {
        return entity instanceof HttpEntity.Strict strict ? strict.getData() : ByteString.emptyByteString();
    }
}
