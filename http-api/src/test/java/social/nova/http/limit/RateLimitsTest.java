package social.nova.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import social.nova.http.common.AddressRange;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.HttpSettings;
import social.nova.http.routing.Access;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Cors;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.Pipeline;
import social.nova.http.routing.RequestMeters;
import social.nova.http.routing.StandardHeaders;
import social.nova.persistence.limit.SharedBuckets;
import social.nova.protocols.common.UserId;

/// Three nodes' pipelines over one real Redis, which comes and goes.
@Timeout(120)
class RateLimitsTest {
    private static final int LIMIT = 60;
    private static final int NODES = 3;
    private static final int MOST = LIMIT + LIMIT / 10;
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final ActorTestKit ACTORS = ActorTestKit.create(ConfigFactory.load());
    private static final List<SharedBuckets> BUCKETS = new ArrayList<>();
    private static TestRedis redis;

    // Exact counting is tested with patience, the switch to counting alone as in production.
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration IMPATIENT = Duration.ofMillis(150);

    private final List<Pipeline> nodes =
            BUCKETS.stream().map(RateLimitsTest::node).toList();

    record Credentials(@Nullable String email) implements Endpoint.NamesAccount {
        @Override
        public @Nullable String account() {
            return email;
        }
    }

    @BeforeAll
    static void start() {
        redis = new TestRedis();
        for (var node = 0; node < NODES; node++) {
            BUCKETS.add(new SharedBuckets(redis.settings(), PATIENT));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ACTORS.shutdownTestKit();
        BUCKETS.forEach(SharedBuckets::close);
        redis.stop();
    }

    // Breakers are new with every test, but Redis must be well.
    @AfterEach
    void isWellAgain() throws Exception {
        redis.thaw();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> BUCKETS.stream()
                        .noneMatch(buckets -> buckets.ping()
                                .handle((_, failure) -> failure != null)
                                .join()));
    }

    @Test
    void admitsTheLimitAndAtMostATenthMoreOverAllNodesTogether() {
        var user = UUID.randomUUID().toString();

        var answers = together(3 * LIMIT, n -> nodes.get(n % NODES).answer(of(user)));

        assertThat(admitted(answers)).isBetween(LIMIT, MOST);
        assertThat(answers)
                .allMatch(answer -> List.of(200, 429).contains(answer.status().intValue()));
    }

    @Test
    void admitsNoMoreThanATenthMoreWhenRequestsComeOneByOneToNodesInTurn() {
        var user = UUID.randomUUID().toString();

        var answers = IntStream.range(0, 3 * LIMIT)
                .mapToObj(n -> join(nodes.get(n % NODES).answer(of(user))))
                .toList();

        assertThat(admitted(answers)).isBetween(LIMIT, MOST);
        assertThat(answers.subList(MOST + NODES, 3 * LIMIT))
                .allMatch(answer -> answer.status().intValue() == 429);
    }

    @Test
    void aNodeThatHasGivenAheadOfRedisTellsWhenItForgetsTheBucket() {
        var user = UUID.randomUUID().toString();
        try (var node = new SharedBuckets(redis.settings(), PATIENT)) {
            var bucket = new Limit("requests", LIMIT, Duration.ofMinutes(15), false).bucket();
            for (var n = 0; n < 5; n++) {
                node.take(user, bucket, 10).join();
            }
            for (var crowd = 0; crowd < 22; crowd++) {
                var prefix = user + crowd + ".";
                together(500, n -> node.take(prefix + n, bucket, 0));
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(BUCKETS.getFirst()
                                    .take(user, bucket, 0)
                                    .join()
                                    .getRemainingTokens())
                            .isLessThan(LIMIT - 5));
        }
    }

    @Test
    void tellsHowManyAreLeftAndWhenToComeBack() {
        var user = UUID.randomUUID().toString();

        var first = join(nodes.get(0).answer(of(user)));
        together(MOST, n -> nodes.get(n % NODES).answer(of(user)));
        var refused = together(MOST, _ -> nodes.get(1).answer(of(user))).getLast();

        assertThat(header(first, "RateLimit-Limit")).isEqualTo("60");
        assertThat(header(first, "RateLimit-Remaining")).isEqualTo("59");
        assertThat(Integer.parseInt(header(first, "RateLimit-Reset"))).isBetween(890, 900);
        assertThat(refused.status().intValue()).isEqualTo(429);
        assertThat(header(refused, "RateLimit-Remaining")).isEqualTo("0");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(800, 900);
    }

    @Test
    void countsAUserByNameWhateverTheAddressAndOthersByAddress() {
        var user = UUID.randomUUID().toString();
        together(LIMIT, n -> nodes.get(0).answer(from("198.51.100." + n, of(user))));

        assertThat(status(from("203.0.113.1", of(user)))).isEqualTo(429);
        assertThat(status(from("203.0.113.1", HttpRequest.GET("/open")))).isEqualTo(200);
    }

    @Test
    void countsAThousandInventedAddressesAsOne() {
        var answers = together(
                1_000,
                n -> nodes.get(n % NODES)
                        .answer(from("203.0.113.50", HttpRequest.GET("/open"))
                                .addHeader(RawHeader.create(
                                        "X-Forwarded-For", "10.%d.%d.1".formatted(n / 250, n % 250)))));

        assertThat(admitted(answers)).isBetween(LIMIT, MOST);
    }

    @Test
    void countsWhatFailsByAddress() {
        var scan = together(
                3 * LIMIT,
                n -> nodes.get(n % NODES)
                        .answer(from(
                                "203.0.113.60",
                                switch (n % 3) {
                                    case 0 -> HttpRequest.GET("/nothing-" + n);
                                    case 1 -> HttpRequest.PUT("/open");
                                    default ->
                                        HttpRequest.GET("/mine")
                                                .addHeader(RawHeader.create("Authorization", "Bearer no"));
                                })));

        assertThat(scan)
                .filteredOn(answer -> answer.status().intValue() == 429)
                .hasSizeBetween(3 * LIMIT - MOST, 2 * LIMIT);
    }

    @Test
    void countsNothingWhereEverybodyIsFree() {
        var answers = together(3 * LIMIT, n -> nodes.get(n % NODES).answer(HttpRequest.GET("/free")));

        assertThat(answers).allMatch(answer -> answer.status().intValue() == 200);
        assertThat(header(answers.getFirst(), "RateLimit-Limit")).isEmpty();
    }

    @Test
    void limitsTriesAtOneAccountFromManyAddresses() {
        var email = UUID.randomUUID() + "@example.com";

        var answers = together(40, n -> nodes.get(n % NODES).answer(login("198.51.100." + n, email)));

        assertThat(answers)
                .filteredOn(answer -> answer.status().intValue() == 200)
                .hasSize(12);
        assertThat(status(login("198.51.100.77", email.toUpperCase(Locale.ROOT))))
                .isEqualTo(429);
        assertThat(status(login("198.51.100.77", "other-" + email))).isEqualTo(200);
    }

    @Test
    void limitsTriesOfOneAddressAtManyAccounts() {
        var answers = together(
                40, n -> nodes.get(n % NODES).answer(login("203.0.113.70", UUID.randomUUID() + "@example.com")));

        assertThat(answers)
                .filteredOn(answer -> answer.status().intValue() == 200)
                .hasSize(12);
    }

    @Test
    void countsAloneAtOnceWhileRedisIsFrozenAndTogetherAgainAfterwards() throws Exception {
        try (var buckets = new SharedBuckets(redis.settings(), IMPATIENT)) {
            var node = node(buckets);
            assertCountedTogether(node);
            redis.freeze();

            var began = System.nanoTime();
            var answers = oneByOne(node, LIMIT);
            var took = Duration.ofNanos(System.nanoTime() - began);

            assertCountedAlone(answers);
            assertThat(took).isLessThan(A_MOMENT);
            redis.thaw();
            assertCountedTogether(node);
        }
    }

    @Test
    void countsAloneWhileRedisIsDeadAndTogetherWhenItIsBack() throws Exception {
        try (var buckets = new SharedBuckets(redis.settings(), IMPATIENT)) {
            var node = node(buckets);
            assertCountedTogether(node);
            redis.kill();

            assertCountedAlone(oneByOne(node, LIMIT));
            redis.start();
            assertCountedTogether(node);
        }
    }

    @Test
    void forgetsTheLeastUsedOfTooManyLocalBuckets() {
        var local = new LocalBuckets(100, Duration.ofMinutes(15));
        var limit = new Limit("requests", 5, Duration.ofMinutes(15), false);

        for (var n = 0; n < 10_000; n++) {
            local.take("client " + n, limit);
        }

        assertThat(local.size()).isLessThanOrEqualTo(100);
    }

    private static void assertCountedAlone(List<HttpResponse> answers) {
        assertThat(answers)
                .filteredOn(answer -> answer.status().intValue() == 200)
                .hasSize(LIMIT / NODES);
        assertThat(answers)
                .filteredOn(answer -> answer.status().intValue() == 429)
                .hasSize(LIMIT - LIMIT / NODES);
    }

    private void assertCountedTogether(Pipeline node) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var someone = UUID.randomUUID().toString();
            join(nodes.getFirst().answer(of(someone)));
            assertThat(header(join(node.answer(of(someone))), "RateLimit-Remaining"))
                    .isEqualTo(Integer.toString(LIMIT - 2));
        });
    }

    private static int admitted(List<HttpResponse> answers) {
        return Math.toIntExact(answers.stream()
                .filter(answer -> answer.status().intValue() == 200)
                .count());
    }

    private static List<HttpResponse> oneByOne(Pipeline node, int requests) {
        var user = UUID.randomUUID().toString();
        return IntStream.range(0, requests)
                .mapToObj(_ -> join(node.answer(of(user))))
                .toList();
    }

    private static HttpResponse join(CompletionStage<HttpResponse> answer) {
        return answer.toCompletableFuture().join();
    }

    private int status(HttpRequest request) {
        return join(nodes.getFirst().answer(request)).status().intValue();
    }

    private static <T> List<T> together(int requests, IntFunction<? extends CompletionStage<T>> request) {
        var answers = IntStream.range(0, requests)
                .mapToObj(n -> request.apply(n).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpRequest of(String user) {
        return HttpRequest.GET("/mine").addHeader(RawHeader.create("Authorization", "Bearer " + user));
    }

    private static HttpRequest login(String address, String email) {
        return from(
                address,
                HttpRequest.POST("/login")
                        .withEntity(ContentTypes.APPLICATION_JSON, "{\"email\":\"%s\"}".formatted(email)));
    }

    private static HttpRequest from(String address, HttpRequest request) {
        return request.addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.ofLiteral(address)));
    }

    private static String header(HttpResponse answer, String name) {
        return answer.getHeader(name).map(header -> header.value()).orElse("");
    }

    private static Pipeline node(SharedBuckets buckets) {
        var limits = RateLimits.of(
                new HttpSettings.RateLimit(true, LIMIT, Duration.ofMinutes(15)),
                new ClientAddress(List.of(AddressRange.parse("192.168.0.0/16"))),
                buckets,
                () -> NODES,
                ACTORS.system().executionContext());
        return new Pipeline(
                List.of(
                        Endpoint.get("/mine", Access.USER, _ -> fine()),
                        Endpoint.get("/open", Access.ANYONE, _ -> fine()),
                        Endpoint.get("/free", Access.ANYONE, _ -> fine()).unlimited(),
                        Endpoint.post("/login", Access.ANYONE, Credentials.class, (_, _) -> fine())
                                .guarded()),
                new Authentication(token -> token.equals("no")
                        ? Optional.empty()
                        : Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.system()),
                new Pipeline.Policies(
                        new RequestMeters(new SimpleMeterRegistry()), limits, Cors.nobody(), StandardHeaders.of(false)),
                ACTORS.system());
    }

    private static CompletionStage<HttpResponse> fine() {
        return CompletableFuture.completedStage(Answer.ok("fine"));
    }
}
