package social.nova.loadtest.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import social.nova.loadtest.client.Endpoint;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.history.Database;
import social.nova.loadtest.run.Installation;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.NovaRun;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.ServiceProcess;

/// Nova with everything it depends on within reach of faults: each server in a process of its own, and proxies before
/// the servers and before the nodes' sockets.
///
///     clients ──▶ proxy per node ──▶ node 1..n ──▶ proxy per server ──▶ PostgreSQL, Redis, S3, SMTP
///        └─────── REST, directly ──▶     └──────── directly ──────────▶ Kafka
///
/// Kafka's clients connect to the address a broker tells them, so a proxy before it would be left out: it is killed and
/// frozen as a process.
public final class Testbed implements AutoCloseable {
    private final Map<Service, ServiceProcess> services;
    private final Map<Service, FaultProxy> proxies;
    private final Map<String, FaultProxy> gateways = new LinkedHashMap<>();
    private final Optional<Lan> lan;
    private final NovaRun nova;

    /// Starts everything, and returns when all nodes are ready.
    ///
    /// @param data of all processes, kept afterwards
    /// @param environment for the nodes, beside what they need
    /// @param seed of what the proxies leave to chance
    public static Testbed start(
            Installation installation, Path data, int nodes, Map<String, String> environment, long seed) {
        return start(
                servers(installation, data),
                Optional.empty(),
                needed -> NovaRun.start(installation, data.resolve("nova"), nodes, both(needed, environment)),
                seed);
    }

    /// The same with each node on a host of its own, which can be cut off from the others. Kafka is not to be found
    /// from there.
    public static Testbed onHosts(
            Installation installation, Path data, int nodes, Map<String, String> environment, long seed) {
        var lan = Lan.of(nodes);
        var places = IntStream.rangeClosed(1, nodes)
                .mapToObj(host -> lan.address(host) + "@" + lan.network(host))
                .toList();
        return start(
                servers(installation, data),
                Optional.of(lan),
                needed -> NovaRun.startAt(places, installation, data.resolve("nova"), both(needed, environment)),
                seed);
    }

    private static Map<String, String> both(Map<String, String> needed, Map<String, String> more) {
        var environment = new HashMap<>(needed);
        environment.putAll(more);
        return environment;
    }

    private static Map<Service, ServiceProcess> servers(Installation installation, Path data) {
        var services = new EnumMap<Service, ServiceProcess>(Service.class);
        for (var service : Service.values()) {
            services.put(service, new ServiceProcess(installation, service, data.resolve(service.label())));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> services.values().forEach(ServiceProcess::close)));
        return services;
    }

    private static Testbed start(
            Map<Service, ServiceProcess> services,
            Optional<Lan> lan,
            Function<Map<String, String>, NovaRun> launch,
            long seed) {
        try {
            CompletableFuture.allOf(services.values().stream()
                            .map(service -> CompletableFuture.runAsync(service::start))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
            return new Testbed(services, lan, launch, seed);
        } catch (RuntimeException e) {
            services.values().forEach(ServiceProcess::close);
            lan.ifPresent(Lan::close);
            throw e;
        }
    }

    private Testbed(
            Map<Service, ServiceProcess> services,
            Optional<Lan> lan,
            Function<Map<String, String>, NovaRun> launch,
            long seed) {
        this.services = services;
        this.lan = lan;
        this.proxies = new EnumMap<>(Service.class);
        var environment = new HashMap<String, String>();
        for (var service : services.values()) {
            environment.putAll(
                    service.service() == Service.KAFKA ? service.environment() : throughProxy(service, seed));
        }
        environment.put("RATE_LIMIT_ENABLED", "false");
        this.nova = launch.apply(environment);
        for (var node : nova.nodes()) {
            gateways.put(node.name(), new FaultProxy(node.messaging(), 0, seed));
        }
    }

    private Map<String, String> throughProxy(ServiceProcess service, long seed) {
        var here = lan.map(Lan::bridge).orElse("127.0.0.1");
        var proxy = new FaultProxy(service.address(), here, 0, seed);
        proxies.put(service.service(), proxy);
        var environment = new HashMap<>(service.environment());
        environment.replaceAll((_, value) -> value.replace(service.address(), proxy.address()));
        if (service.service() == Service.SMTP) {
            environment.put("SMTP_HOST", here);
            environment.put("SMTP_PORT", Integer.toString(proxy.port()));
        }
        return environment;
    }

    /// The network of the nodes' hosts, if they have any.
    public Lan lan() {
        return lan.orElseThrow(() -> new IllegalStateException("these nodes have no hosts of their own"));
    }

    public NovaRun nova() {
        return nova;
    }

    public ServiceProcess service(Service service) {
        return Objects.requireNonNull(services.get(service));
    }

    /// Between the nodes and one of the servers, Kafka excepted.
    public FaultProxy before(Service service) {
        return Objects.requireNonNull(proxies.get(service));
    }

    /// Between clients and the sockets of this node.
    public FaultProxy gateway(Node node) {
        return Objects.requireNonNull(gateways.get(node.name()));
    }

    /// Resets every open socket of every client, once.
    public void resetSockets() {
        gateways.values().forEach(FaultProxy::reset);
    }

    /// The nodes themselves.
    public List<Endpoint> direct() {
        return nova.nodes().stream()
                .map(node -> new Endpoint(node.name(), node.messaging()))
                .toList();
    }

    /// The nodes behind their proxies.
    public List<Endpoint> throughProxies() {
        var endpoints = new ArrayList<Endpoint>();
        gateways.forEach((node, proxy) -> endpoints.add(new Endpoint(node, proxy.address())));
        return endpoints;
    }

    /// PostgreSQL itself, not through its proxy.
    public Database database() {
        return new Database(
                Objects.requireNonNull(service(Service.POSTGRESQL).environment().get(Service.POSTGRESQL.variable())));
    }

    /// Returns when every node is ready.
    public void awaitReady() {
        nova.awaitReady();
    }

    /// Returns when the process of this node is gone or has been followed by another.
    public static void awaitEnd(Node node, Duration limit) {
        Await.until(
                "the end of " + node,
                limit,
                () -> node.process().filter(ProcessHandle::isAlive).isEmpty());
    }

    @Override
    public void close() {
        try {
            nova.close();
        } finally {
            gateways.values().forEach(FaultProxy::close);
            proxies.values().forEach(FaultProxy::close);
            services.values().forEach(ServiceProcess::close);
            lan.ifPresent(Lan::close);
        }
    }
}
