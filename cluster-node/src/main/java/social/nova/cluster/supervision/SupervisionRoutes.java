package social.nova.cluster.supervision;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.reject;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.PathMatchers;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.metrics.Meters;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Errors;
import social.nova.http.routing.Access;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.Pipeline;
import social.nova.protocols.common.ErrorCode;

/// Management on behalf of a supervisor that has seen a node's process end: the cluster need not wait until the silence
/// is long enough.
///
/// Open only where a secret is configured and management is bound to a loopback address.
public final class SupervisionRoutes implements ManagementRouteProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisionRoutes.class);

    private final Cluster cluster;
    private final String systemName;
    private final String secret;
    private final boolean loopback;
    private final Pipeline pipeline;

    /// Called by Akka management.
    public SupervisionRoutes(ExtendedActorSystem system) {
        var config = system.settings().config();
        this.cluster = Cluster.get(system);
        this.systemName = system.name();
        this.secret = config.getString("nova.cluster.management-secret");
        this.loopback = isLoopback(config.getString("akka.management.http.bind-hostname"));
        this.pipeline = new Pipeline(
                List.of(Endpoint.post("/nova/members/down", Access.ANYONE, this::authorized)),
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
        // Only this path: what is not ours is another provider's to answer.
        return path(segments(), () -> extractRequest(request -> completeWithFuture(pipeline.answer(request))));
    }

    private CompletionStage<HttpResponse> authorized(Call call) {
        var expected = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
        var shown =
                call.request().getHeader("Authorization").map(HttpHeader::value).orElse("");
        if (!MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        return call.body(DownRequest.class).thenApply(this::down);
    }

    private HttpResponse down(DownRequest request) {
        var address = request.parsed(systemName);
        LOG.info("A supervisor reports that {} has ended", address);
        cluster.down(address);
        return Answer.noContent();
    }

    private static PathMatcher0 segments() {
        return PathMatchers.segment("nova").slash("members").slash("down");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

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
