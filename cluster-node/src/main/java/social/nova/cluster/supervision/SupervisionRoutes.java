package social.nova.cluster.supervision;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.PathMatchers.segment;
import static java.util.Objects.requireNonNull;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.metrics.Meters;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.common.Validation;
import social.nova.http.routing.Access;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.Pipeline;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// Management on behalf of a supervisor: one that has seen a node's process end, so that the cluster need not wait
/// until the silence is long enough; and whoever runs the installation and wants an admin.
///
/// Open only where a secret is configured and management is bound to a loopback address.
public final class SupervisionRoutes implements ManagementRouteProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisionRoutes.class);

    private static final String DOWN = "/nova/members/down";
    private static final String ADMINS = "/nova/admins";

    private final Cluster cluster;
    private final String systemName;
    private final String secret;
    private final boolean loopback;
    private final Optional<Administration> administration;
    private final Pipeline pipeline;

    /// Called by Akka management.
    public SupervisionRoutes(ExtendedActorSystem system) {
        var config = system.settings().config();
        this.cluster = Cluster.get(system);
        this.systemName = system.name();
        this.secret = config.getString("nova.cluster.management-secret");
        this.loopback = isLoopback(config.getString("akka.management.http.bind-hostname"));
        this.administration = Administration.of(system);
        this.pipeline = new Pipeline(
                List.of(
                        Endpoint.post(DOWN, Access.ANYONE, authorized(DownRequest.class, this::down)),
                        Endpoint.post(ADMINS, Access.ANYONE, authorized(AdminRequest.class, this::createAdmin))),
                new Authentication(_ -> Optional.empty()),
                new Errors(InstantSource.system()),
                Meters.of(system).requests(),
                system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        if (secret.isEmpty() || !loopback) {
            return reject();
        }
        // Only these paths: what is not ours is another provider's to answer.
        return concat(
                below(segment("nova").slash("members").slash("down")),
                below(segment("nova").slash("admins")));
    }

    private Route below(PathMatcher0 path) {
        return path(path, () -> extractRequest(request -> completeWithFuture(pipeline.answer(request))));
    }

    private <B> Endpoint.Handler authorized(Class<B> type, Function<B, CompletionStage<HttpResponse>> obey) {
        return call -> {
            var expected = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
            var shown = call.request()
                    .getHeader("Authorization")
                    .map(HttpHeader::value)
                    .orElse("");
            if (!MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
                throw ErrorCode.FORBIDDEN.failure();
            }
            return call.body(type).thenCompose(obey);
        };
    }

    private CompletionStage<HttpResponse> down(DownRequest request) {
        var address = request.parsed(systemName);
        LOG.info("A supervisor reports that {} has ended", address);
        cluster.down(address);
        return CompletableFuture.completedStage(Answer.noContent());
    }

    private CompletionStage<HttpResponse> createAdmin(AdminRequest request) {
        new Validation()
                .check(request.email() != null, "email", "is required")
                .check(request.username() != null, "username", "is required")
                .check(request.password() != null, "password", "is required")
                .orRefuse();
        return administration
                .flatMap(Administration::admins)
                .orElseThrow(ErrorCode.SERVICE_UNAVAILABLE::failure)
                .create(
                        requireNonNull(request.email()),
                        requireNonNull(request.username()),
                        requireNonNull(request.password()))
                .thenApply(user -> {
                    LOG.info("A supervisor has made {} an admin", user);
                    return Answer.created(new AdminView(user));
                });
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    record AdminRequest(
            @Nullable String email,
            @Nullable String username,
            @Nullable String password) {
        @Override
        public String toString() {
            return "AdminRequest[***]";
        }
    }

    record AdminView(UserId id) {}

    record DownRequest(@Nullable String address) {
        Address parsed(String systemName) {
            var colon = address == null ? -1 : address.lastIndexOf(':');
            if (address == null || colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
                throw new BadRequest("address: host:port of the node's cluster protocol");
            }
            return new Address(
                    "akka", systemName, address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        }
    }
}
