package social.nova.http.limit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
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
import social.nova.protocols.trace.Trace;

/// What meters, access log, traces and limits add to a request, in time of this process's processors and of Redis': a
/// program, not a test. Prints medians of rounds in which the kinds take turns. See docs/12-metrics.md.
public final class RequestCost {
    private static final int ROUNDS = 7;
    private static final int REQUESTS = 20_000;
    private static final int AT_ONCE = 16;
    private static final int NEVER_REACHED = 1_000_000_000;
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();
    private final TestRedis redis;

    private record Kind(Pipeline pipeline, IntFunction<HttpRequest> request, Level log) {}

    private record Cost(double process, double redis, double wall) {}

    private RequestCost(TestRedis redis, SharedBuckets buckets) {
        this.redis = redis;
        var bare = node(new CompositeMeterRegistry(), RateLimits.none());
        var metered = node(new SimpleMeterRegistry(), RateLimits.none());
        var limited = node(new SimpleMeterRegistry(), limits(buckets));
        kinds.put("bare", new Kind(bare, _ -> get("/free"), Level.OFF));
        kinds.put("+ meters", new Kind(metered, _ -> get("/free"), Level.OFF));
        kinds.put("+ access log", new Kind(metered, _ -> get("/free"), Level.INFO));
        kinds.put("all, not limited", new Kind(limited, _ -> get("/free"), Level.INFO));
        kinds.put("limited, one client", new Kind(limited, _ -> get("/open"), Level.INFO));
        kinds.put("limited, 1,000 clients in turn", new Kind(limited, n -> of(n % 1_000), Level.INFO));
        kinds.put("limited, each client new", new Kind(limited, n -> of(n + (int) System.nanoTime()), Level.INFO));
        kinds.put("counted exactly, one client", new Kind(limited, _ -> get("/guarded"), Level.INFO));
    }

    /// Takes no arguments.
    public static void main(String[] arguments) throws Exception {
        logIntoTheVoid();
        var redis = new TestRedis();
        try (var buckets = new SharedBuckets(redis.settings(), Duration.ofSeconds(10))) {
            new RequestCost(redis, buckets).measure();
        } finally {
            redis.stop();
            ACTORS.shutdownTestKit();
        }
    }

    private void measure() {
        for (var round = -2; round < ROUNDS; round++) {
            for (var kind : kinds.entrySet()) {
                var cost = cost(kind.getValue());
                if (round >= 0) {
                    costs.computeIfAbsent(kind.getKey(), _ -> new ArrayList<>()).add(cost);
                }
            }
        }
        System.out.println("microseconds a request: this process, Redis, both; requests a second");
        costs.forEach((kind, all) -> System.out.printf(
                "%-32s %7.1f %7.1f %7.1f %9.0f%n",
                kind,
                median(all.stream().mapToDouble(Cost::process).toArray()),
                median(all.stream().mapToDouble(Cost::redis).toArray()),
                median(all.stream()
                        .mapToDouble(cost -> cost.process() + cost.redis())
                        .toArray()),
                1e6 / median(all.stream().mapToDouble(Cost::wall).toArray())));
        System.out.printf("a trace entered and left: %.2f microseconds%n", traceMicros());
    }

    private Cost cost(Kind kind) {
        accessLog().setLevel(kind.log());
        var process = PROCESS.getProcessCpuTime();
        var other = redis.cpu().toNanos();
        var began = System.nanoTime();
        for (var n = 0; n < REQUESTS; n += AT_ONCE) {
            var first = n;
            var answers = IntStream.range(0, AT_ONCE)
                    .mapToObj(m -> kind.pipeline()
                            .answer(kind.request().apply(first + m))
                            .toCompletableFuture())
                    .toList();
            for (var answer : answers) {
                if (answer.join().status().intValue() != 200) {
                    throw new IllegalStateException(answer.join().toString());
                }
            }
        }
        return new Cost(
                (PROCESS.getProcessCpuTime() - process) / 1e3 / REQUESTS,
                (redis.cpu().toNanos() - other) / 1e3 / REQUESTS,
                (System.nanoTime() - began) / 1e3 / REQUESTS);
    }

    private static double traceMicros() {
        var trace = Trace.of(null, null, new Random(1));
        var times = 2_000_000;
        var sum = 0L;
        for (var n = 0; n < times; n++) {
            sum += trace.during(() -> 1);
        }
        var began = System.nanoTime();
        for (var n = 0; n < times; n++) {
            sum += trace.during(() -> 1);
        }
        return sum == 0 ? Double.NaN : (System.nanoTime() - began) / 1e3 / times;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static HttpRequest get(String path) {
        return HttpRequest.GET(path)
                .addHeader(RawHeader.create("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.ofLiteral("203.0.113.9")));
    }

    private static HttpRequest of(int user) {
        return get("/mine").addHeader(RawHeader.create("Authorization", "Bearer " + new UUID(0, user)));
    }

    private static RateLimits limits(SharedBuckets buckets) {
        return RateLimits.of(
                new HttpSettings.RateLimit(true, NEVER_REACHED, Duration.ofMinutes(15)),
                new ClientAddress(List.of()),
                buckets,
                () -> 3,
                ACTORS.system().executionContext());
    }

    private static Pipeline node(MeterRegistry registry, RateLimits limits) {
        return new Pipeline(
                List.of(
                        Endpoint.get("/free", Access.ANYONE, _ -> fine()).unlimited(),
                        Endpoint.get("/open", Access.ANYONE, _ -> fine()),
                        Endpoint.get("/guarded", Access.ANYONE, _ -> fine()).guarded(),
                        Endpoint.get("/mine", Access.USER, _ -> fine())),
                new Authentication(token -> Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.system()),
                new Pipeline.Policies(new RequestMeters(registry), limits, Cors.nobody(), StandardHeaders.of(false)),
                ACTORS.system());
    }

    private static CompletionStage<HttpResponse> fine() {
        return CompletableFuture.completedStage(Answer.ok("fine"));
    }

    private static Logger accessLog() {
        return (Logger) LoggerFactory.getLogger("social.nova.access");
    }

    private static void logIntoTheVoid() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(OutputStream.nullOutputStream());
        appender.start();
        accessLog().setAdditive(false);
        accessLog().addAppender(appender);
    }
}
