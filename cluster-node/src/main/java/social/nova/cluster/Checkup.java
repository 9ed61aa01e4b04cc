package social.nova.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import social.nova.media.common.BucketProbe;
import social.nova.media.common.ObjectStoreSettings;
import social.nova.persistence.analytics.ClickHouseProbe;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Redis;
import social.nova.persistence.common.TcpProbe;
import social.nova.persistence.kafka.Kafka;
import social.nova.persistence.kafka.KafkaSettings;
import social.nova.persistence.mail.SmtpProbe;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Masking;
import social.nova.protocols.settings.SettingsRefused;

/// What would keep a node with this environment from starting, or from doing all it could: its settings, and the
/// servers they name. Starts nothing and changes nothing.
final class Checkup {
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final NodeSettings settings;
    private final PrintStream out;
    private boolean allThere = true;

    private Checkup(NodeSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// @param servers which of `postgresql`, `redis`, `kafka`, `s3` and `smtp` to ask; others are asked when they are
    /// configured
    /// @return 0 when all is well, [Main#BAD_SETTINGS], or 1 when a server cannot be used
    static int run(Map<String, String> environment, Set<String> servers, PrintStream out) {
        try {
            var checkup = new Checkup(NodeSettings.from(environment), out);
            out.println("ok       settings");
            checkup.ask(servers);
            checkup.askThoseOfWhatIsOptional();
            return checkup.allThere ? 0 : 1;
        } catch (SettingsRefused refused) {
            out.println("missing  sound settings: " + refused.getMessage());
            return Main.BAD_SETTINGS;
        }
    }

    private void ask(Set<String> servers) {
        var persistence = settings.persistence();
        if (servers.contains("postgresql")) {
            try (var database = Database.open(persistence.database())) {
                report(
                        "DATABASE_URL",
                        persistence.database().url().toString(),
                        database.query(_ -> Done.getInstance()));
            }
        }
        if (servers.contains("redis")) {
            try (var redis = new Redis(persistence.redis())) {
                report("REDIS_URL", Masking.address(persistence.redis().url().toString()), redis.ping());
            }
        }
        if (servers.contains("kafka")) {
            try (var kafka = new Kafka(persistence.kafka())) {
                report("KAFKA_BROKERS", brokers(persistence.kafka()), kafka.ping());
            }
        }
        if (servers.contains("smtp")) {
            persistence
                    .mail()
                    .ifPresent(mail -> report("SMTP_HOST", mail.server().toString(), new SmtpProbe(mail).ping()));
        }
        if (servers.contains("s3")) {
            settings.media().s3().ifPresent(this::askBucket);
        }
    }

    private static String brokers(KafkaSettings kafka) {
        return kafka.brokers().stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    private void askThoseOfWhatIsOptional() {
        var persistence = settings.persistence();
        persistence.clickHouse().ifPresent(clickHouse -> {
            try (var probe = new ClickHouseProbe(clickHouse)) {
                report("CLICKHOUSE_URL", clickHouse.url().toString(), probe.ping());
            }
        });
        if (persistence.milvus().enabled()) {
            connect("MILVUS_HOST", persistence.milvus().server());
        }
        if (persistence.graph().enabled()) {
            connect("GRAPH_NEO4J_URI", persistence.graph().server());
        }
    }

    private void connect(String variable, HostPort server) {
        report(variable, server.toString(), new TcpProbe(server, CONNECT).ping());
    }

    private void askBucket(ObjectStoreSettings s3) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "checkup",
                ConfigFactory.parseString("akka { actor.provider = local, coordinated-shutdown.exit-jvm = off }")
                        .withFallback(settings.all()));
        try {
            var place = s3.endpoint().map(Object::toString).orElse("Amazon S3") + ", bucket " + s3.bucket();
            report("S3_ENDPOINT", place, new BucketProbe(s3, system).ping());
        } finally {
            system.terminate();
        }
    }

    private void report(String variable, String where, CompletionStage<?> answer) {
        try {
            answer.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            out.println("ok       %s: %s".formatted(variable, where));
        } catch (ExecutionException | TimeoutException failure) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            allThere = false;
            out.println("missing  %s: %s cannot be used".formatted(variable, where));
            out.println("         why: " + cause.getMessage());
            out.println(
                    "         fix: start that server, or correct %s and the variables beside it".formatted(variable));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
