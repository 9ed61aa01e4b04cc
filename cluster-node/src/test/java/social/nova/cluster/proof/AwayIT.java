package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.cluster.proof.RestClient.Outcome;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.fault.Testbed;
import social.nova.loadtest.fault.Weather;
import social.nova.loadtest.run.Node;
import social.nova.loadtest.run.Service;
import social.nova.loadtest.run.Signal;

/// What Nova can do without is away: nobody is refused anything, and what waited is done when it is back.
///
/// Requests are limited here as in production, only lower: who counts them needs Redis.
@Order(2)
class AwayIT {
    private static final Logger LOG = LoggerFactory.getLogger(AwayIT.class);
    private static final long SEED = 20_261_128;
    private static final int NODES = 3;
    private static final int LIMIT = 300;
    private static final int SHARE = LIMIT / NODES;
    /// Of one node, until the others know what it has let through.
    private static final int AHEAD = LIMIT / 10 / NODES;

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration AWAY = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HEALED_WITHIN = Duration.ofMinutes(2);

    /// Each client of these is well within the share of the node that it asks.
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Path DATA = Path.of("target", "away-it-" + UUID.randomUUID());
    private static Testbed bed;
    private static List<Node> nodes;

    private final Set<Service> away = EnumSet.noneOf(Service.class);
    private final Set<Integer> readiness = new HashSet<>();

    @BeforeAll
    static void start() {
        var limits = Map.of(
                "RATE_LIMIT_ENABLED", "true",
                "RATE_LIMIT_MAX_REQUESTS", Integer.toString(LIMIT),
                "RATE_LIMIT_WINDOW_SECONDS", Long.toString(WINDOW.toSeconds()));
        bed = Testbed.start(SharedRun.NOVA, DATA, NODES, limits, SEED);
        nodes = bed.nova().nodes();
    }

    /// Where a test failed, the next one is to find everything.
    @AfterEach
    void giveBackAll() {
        List.copyOf(away).forEach(this::giveBack);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void aMinuteWithoutRedisKafkaS3AndSmtpCostsNobodyARequestAndWhatWaitedIsDoneAfterwards() {
        var clients = clients();
        var link = Export.ask(register("owner"), node(0)).awaitLink(node(0));
        assertThat(nodes).allMatch(node -> Export.download(node, link).status() == 200);
        var asker = register("asker");

        for (var service : List.of(Service.REDIS, Service.KAFKA, Service.S3, Service.SMTP)) {
            take(service);
        }
        var goneAt = System.nanoTime();
        var address = "newcomer-%s@example.com".formatted(UUID.randomUUID());
        var newcomer = registerOnly(address);
        var export = Export.ask(asker, node(1));
        assertThat(nodes).allSatisfy(node -> assertUnavailable(Export.download(node, link)));
        while (System.nanoTime() - goneAt < AWAY.toNanos()) {
            assertThat(nodes).allMatch(this::tellsWhatIsAway);
            Await.pause(PAUSE);
        }
        assertThat(waitingEvents()).isPositive();
        assertThat(mailsTo(address)).isZero();
        assertThat(export.status(node(2))).isEqualTo("pending");
        for (var service : List.of(Service.SMTP, Service.REDIS, Service.KAFKA, Service.S3)) {
            giveBack(service);
        }

        Await.until("the mail that waited", HEALED_WITHIN, () -> mailsTo(address) > 0);
        Await.until("the outbox to be empty", HEALED_WITHIN, () -> waitingEvents() == 0);
        assertThat(RunStores.kafka(brokers()))
                .anyMatch(event -> event.contains("account.registered") && event.contains(newcomer));
        assertThat(nodes).allMatch(node -> Export.download(node, link).status() == 200);
        var made = export.awaitLink(node(0));
        assertThat(Export.download(node(1), made).status()).isEqualTo(200);
        assertNobodyNoticed(clients);
    }

    @Test
    void nodesCountRequestsTogetherAndWithoutRedisEachAloneUpToItsShare() {
        var watcher = register("watcher");
        var ann = register("ann");
        var bea = register("bea");

        var spent = nodes.stream().map(node -> Spending.of(ann, node)).toList();
        assertThat(spent.getFirst().allowed()).isBetween(LIMIT - AHEAD, LIMIT + AHEAD);
        assertThat(spent.subList(1, NODES)).allMatch(other -> other.allowed() <= AHEAD);
        assertThat(spent).allSatisfy(one -> assertRefused(one, LIMIT));

        take(Service.REDIS);
        try {
            awaitLimit(watcher, SHARE);
            var alone = nodes.stream().map(node -> Spending.of(bea, node)).toList();
            assertThat(alone).allSatisfy(one -> {
                assertThat(one.allowed()).isEqualTo(SHARE);
                assertRefused(one, SHARE);
            });
        } finally {
            giveBack(Service.REDIS);
        }
        awaitLimit(watcher, LIMIT);
    }

    private static Node node(int number) {
        return nodes.get(number);
    }

    private static Person register(String name) {
        return Person.register(node(0).api(), name);
    }

    /// Whose address is not verified: a mail with a link has to come. Gives the id.
    private static String registerOnly(String address) {
        var account = Web.post(
                "http://%s/api/v1/auth/register".formatted(node(1).api()),
                "",
                Map.of("email", address, "username", address.substring(0, 17), "password", "Correct-Horse-1"));
        assertThat(account.status()).isEqualTo(201);
        return account.body().path("id").asText();
    }

    private static String brokers() {
        return Objects.requireNonNull(bed.service(Service.KAFKA).environment().get(Service.KAFKA.variable()));
    }

    private static long waitingEvents() {
        try (var database = bed.database().connect();
                var select = database.prepareStatement("SELECT count(*) FROM outbox")) {
            var row = select.executeQuery();
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long mailsTo(String address) {
        try (var mails = Files.list(DATA.resolve("smtp").resolve("mail"))) {
            return mails.filter(mail -> mail.toString().endsWith("-%s.eml".formatted(address)))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RestClient> clients() {
        return IntStream.range(0, NODES)
                .boxed()
                .flatMap(n -> {
                    var couple = Couple.meet(nodes.get(n));
                    return Stream.of(couple.alice(), couple.bob())
                            .map(person -> new RestClient(person, couple.conversation(), nodes, n, PAUSE));
                })
                .toList();
    }

    private void assertNobodyNoticed(List<RestClient> clients) {
        clients.forEach(RestClient::close);
        LOG.info(
                "{} requests, the slowest took {}",
                clients.stream().mapToInt(client -> client.outcomes().size()).sum(),
                clients.stream()
                        .flatMap(client -> client.outcomes().stream())
                        .map(Outcome::took)
                        .max(Duration::compareTo));
        assertThat(clients.stream().flatMap(RestClient::failures)).isEmpty();
        assertThat(clients).allMatch(client -> client.outcomes().size() > AWAY.toSeconds());
        assertThat(readiness).containsExactly(200);
    }

    /// Returns when every node tells it.
    private void take(Service service) {
        switch (service) {
            case KAFKA -> bed.service(service).end(Signal.KILL);
            case S3 -> bed.before(service).weather(new Weather.Refusing());
            default -> bed.before(service).weather(new Weather.BlackHole());
        }
        away.add(service);
        awaitTold();
    }

    /// Likewise.
    private void giveBack(Service service) {
        if (service == Service.KAFKA) {
            bed.service(service).start();
        } else {
            bed.before(service).weather(Weather.CLEAR);
        }
        away.remove(service);
        awaitTold();
    }

    private void awaitTold() {
        var asked = System.nanoTime();
        Await.until(
                "every node to tell that there is no " + away,
                SOON,
                () -> nodes.stream().allMatch(this::tellsWhatIsAway));
        LOG.info("Away are {}: told after {}", away, Duration.ofNanos(System.nanoTime() - asked));
    }

    /// Whether its `/health` tells that, no more and no less; notes its readiness.
    private boolean tellsWhatIsAway(Node node) {
        readiness.add(Web.get("http://" + node.api() + "/health/ready", "").status());
        var health = Web.get("http://" + node.api() + "/health", "");
        var told = health.body().properties().stream()
                .filter(thing -> thing.getValue().asText().equals("disconnected"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return health.status() == 200
                && health.body().path("status").asText().equals(away.isEmpty() ? "healthy" : "degraded")
                && told.equals(away.stream().map(Service::label).collect(Collectors.toSet()));
    }

    private static void assertUnavailable(Web.Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().path("error").asText()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(answer.retryAfter()).isPresent();
    }

    private static void assertRefused(Spending spent, long limit) {
        assertThat(spent.error()).isEqualTo("RATE_LIMITED");
        assertThat(spent.refused("Retry-After")).isBetween(1L, WINDOW.toSeconds());
        assertThat(spent.refused("RateLimit-Limit")).isEqualTo(limit);
        assertThat(spent.refused("RateLimit-Remaining")).isZero();
        assertThat(spent.refused("RateLimit-Reset")).isBetween(1L, WINDOW.toSeconds());
    }

    private static void awaitLimit(Person watcher, long limit) {
        Await.until(
                "a limit of " + limit,
                SOON,
                () -> nodes.stream().allMatch(node -> Spending.limitSaidTo(watcher, node) == limit));
    }
}
