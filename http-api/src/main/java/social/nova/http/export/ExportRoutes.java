package social.nova.http.export;

import static social.nova.http.routing.Access.ANYONE;
import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.CacheControl;
import akka.http.javadsl.model.headers.CacheDirectives;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.export.ExportRepository;
import social.nova.persistence.export.ExportRepository.Export;
import social.nova.persistence.export.ExportRepository.Status;
import social.nova.protocols.common.ErrorCode;

/// Asking for one's own data, and getting it.
public final class ExportRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRoutes.class);
    private static final CacheControl PRIVATE = CacheControl.create(CacheDirectives.NO_STORE);

    private final ExportRepository exports;
    private final Optional<Exporter> exporter;
    private final DownloadLinks links;
    private final Supplier<UUID> uuids;

    /// @param exporter nobody where there is no object store: then nothing can be asked for
    public ExportRoutes(
            ExportRepository exports, Optional<Exporter> exporter, DownloadLinks links, Supplier<UUID> uuids) {
        this.exports = exports;
        this.exporter = exporter;
        this.links = links;
        this.uuids = uuids;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/users/me/export", USER, this::request),
                Endpoint.get("/api/v1/users/me/export/{export_id}", USER, this::show)
                        .tagged(),
                Endpoint.get(DownloadLinks.PATH + "{export_id}", ANYONE, this::download));
    }

    private CompletionStage<HttpResponse> request(Call call) {
        if (exporter.isEmpty()) {
            throw ErrorCode.SERVICE_UNAVAILABLE.failure();
        }
        return exports.request(call.caller().user(), uuids.get().toString())
                .thenApply(found -> found.map(this::view).orElseThrow(ErrorCode.USER_NOT_FOUND::failure))
                .thenApply(view -> Answer.json(StatusCodes.ACCEPTED, view));
    }

    private CompletionStage<HttpResponse> show(Call call) {
        return exports.find(call.caller().user(), id(call))
                .thenApply(found -> found.map(this::view).orElseThrow(ErrorCode.NOT_FOUND::failure))
                .thenApply(view -> Answer.ok(view).addHeader(PRIVATE));
    }

    private CompletionStage<HttpResponse> download(Call call) {
        var id = id(call);
        var query = call.query();
        var expires = Parameters.number(query, "expires", 0, 0);
        if (!links.isGood(id, expires, query.getOrDefault("signature", ""))) {
            throw ErrorCode.NOT_FOUND.failure();
        }
        return exports.find(id)
                .thenCompose(found -> found.filter(export -> export.status() == Status.READY)
                        .flatMap(export -> exporter.map(source -> archive(source, export)))
                        .orElseThrow(ErrorCode.NOT_FOUND::failure));
    }

    private static CompletionStage<HttpResponse> archive(Exporter exporter, Export export) {
        return exporter.archive(export)
                .thenApply(bytes -> HttpResponse.create()
                        .withEntity(HttpEntities.create(
                                ContentTypes.create(MediaTypes.APPLICATION_ZIP), export.size(), bytes))
                        .addHeader(PRIVATE)
                        .addHeader(RawHeader.create("Content-Disposition", "attachment; filename=\"nova-export.zip\"")))
                .exceptionallyCompose(failure -> {
                    LOG.warn("An archive cannot be had from the object store: {}", failure.toString());
                    return CompletableFuture.failedStage(ErrorCode.SERVICE_UNAVAILABLE.failure());
                });
    }

    private static String id(Call call) {
        return Parameters.user("export_id", call.path("export_id")).value();
    }

    private ExportView view(Export export) {
        var status = export.status().name().toLowerCase(Locale.ROOT);
        var expires = export.expiresAt();
        return export.status() == Status.READY && expires != null
                ? new ExportView(
                        export.id(),
                        status,
                        export.requestedAt(),
                        expires,
                        export.size(),
                        links.to(export.id(), expires))
                : new ExportView(export.id(), status, export.requestedAt(), expires, null, null);
    }

    /// @param downloadUrl good for some minutes; asking again gives a new one
    record ExportView(
            String id,
            String status,
            Instant requestedAt,
            @Nullable Instant expiresAt,
            @Nullable Long size,
            @Nullable URI downloadUrl) {}
}
