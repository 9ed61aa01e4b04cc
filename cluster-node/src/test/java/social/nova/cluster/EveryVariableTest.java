package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static social.nova.cluster.Environments.GROUPS;
import static social.nova.cluster.Environments.plus;
import static social.nova.cluster.Environments.settings;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import social.nova.http.common.OAuthSettings;
import social.nova.media.common.ObjectStoreSettings;
import social.nova.persistence.mail.MailSettings;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.SettingsReader;

/// Each variable by its own name: changed, it changes its setting.
class EveryVariableTest {
    record Variable(String name, String value, Function<NodeSettings, Object> setting, Object expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// What no row can try for itself, and the test that tries it.
    private static final Map<String, String> ELSEWHERE = Map.of(
            "JWT_PRIVATE_KEY_PEM", "HttpSettingsTest.readsAKeyWrittenOnOneLine",
            "JWT_PUBLIC_KEY_PEM", "HttpSettingsTest.wantsAPublicKeyToBelongToThePrivateOne",
            "RATE_LIMIT_ENABLED", "HttpSettingsTest.limitsRequestsLessInDevelopment",
            "NOVA_MASTER_KEYSET", "NodeSettingsTest.theMasterKeysetIsInOnePlace",
            "NOVA_MASTER_KEYSET_FILE", "NodeSettingsTest.theMasterKeysetIsInOnePlace",
            "NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "NodeSettingsTest.wantsAMajorityOfTheContactPoints");

    static Stream<Variable> variables() {
        return Stream.of(
                        ownVariables(),
                        issuer("APPLE", OAuthSettings::apple),
                        issuer("GOOGLE", OAuthSettings::google),
                        issuer("FACEBOOK", OAuthSettings::facebook))
                .flatMap(Function.identity());
    }

    private static Stream<Variable> issuer(String service, Function<OAuthSettings, OAuthSettings.Issuer> of) {
        return Stream.of(
                new Variable(
                        "NOVA_OAUTH_%s_ISSUERS".formatted(service),
                        "https://a,b",
                        s -> of.apply(s.http().oauth()).names(),
                        List.of("https://a", "b")),
                new Variable(
                        "NOVA_OAUTH_%s_JWKS_URL".formatted(service),
                        "https://a/keys",
                        s -> of.apply(s.http().oauth()).jwks().toString(),
                        "https://a/keys"),
                new Variable(
                        "NOVA_OAUTH_%s_CLIENT_IDS".formatted(service),
                        "web,app",
                        s -> of.apply(s.http().oauth()).clientIds(),
                        List.of("web", "app")));
    }

    private static Stream<Variable> ownVariables() {
        return Stream.of(
                new Variable("APP_ENV", "development", s -> s.http().production(), false),
                new Variable("APP_HOST", "127.0.0.9", s -> s.http().host(), "127.0.0.9"),
                new Variable("APP_PORT", "1080", s -> s.http().port(), 1080),
                new Variable("MESSAGING_PORT", "1085", s -> s.http().messagingPort(), 1085),
                new Variable("SEARCH_PORT", "1081", s -> s.http().searchPort(), 1081),
                new Variable("RTMP_PORT", "1936", s -> s.media().rtmpPort(), 1936),
                new Variable(
                        "DATABASE_URL",
                        "postgresql://u:p%40w@h:1/d",
                        s -> s.persistence().database().url().jdbc(),
                        "jdbc:postgresql://h:1/d"),
                new Variable(
                        "DATABASE_MAX_CONNECTIONS",
                        "20",
                        s -> s.persistence().database().maxConnections(),
                        20),
                new Variable(
                        "DATABASE_POOL_IDLE_TIMEOUT",
                        "77",
                        s -> s.persistence().database().idleTimeout().toSeconds(),
                        77L),
                new Variable(
                        "REDIS_URL",
                        "redis://:pw@cache/2",
                        s -> s.persistence().redis().url().toString(),
                        "redis://:pw@cache:6379/2"),
                new Variable(
                        "JWT_ACCESS_TOKEN_EXPIRY",
                        "60",
                        s -> s.http().tokens().accessExpiry().toSeconds(),
                        60L),
                new Variable(
                        "JWT_REFRESH_TOKEN_EXPIRY",
                        "1800",
                        s -> s.http().tokens().refreshExpiry().toSeconds(),
                        1800L),
                new Variable(
                        "KAFKA_BROKERS",
                        "k1:1,k2:2",
                        s -> s.persistence().kafka().brokers().toString(),
                        "[k1:1, k2:2]"),
                new Variable(
                        "KAFKA_EVENTS_TOPIC",
                        "told",
                        s -> s.persistence().kafka().eventsTopic(),
                        "told"),
                new Variable(
                        "KAFKA_CDC_TOPIC",
                        "changes",
                        s -> s.persistence().kafka().cdcTopic(),
                        "changes"),
                new Variable(
                        "NOVA_KAFKA_PARTITIONS",
                        "3",
                        s -> s.persistence().kafka().partitions(),
                        3),
                new Variable(
                        "NOVA_KAFKA_DEDUPLICATION_RETENTION",
                        "3d",
                        s -> s.persistence().kafka().deduplicationRetention().toDays(),
                        3L),
                new Variable("SMTP_HOST", "smtp", s -> mail(s).server().host(), "smtp"),
                new Variable("SMTP_PORT", "25", s -> mail(s).server().port(), 25),
                new Variable("SMTP_USERNAME", "me", s -> login(s).username(), "me"),
                new Variable("SMTP_PASSWORD", "pw", s -> login(s).password().value(), "pw"),
                new Variable("SMTP_FROM_EMAIL", "n@example.org", s -> mail(s).from(), "n@example.org"),
                new Variable("S3_BUCKET", "pictures", s -> s3(s).bucket(), "pictures"),
                new Variable("S3_REGION", "eu-central-1", s -> s3(s).region(), "eu-central-1"),
                new Variable("S3_ACCESS_KEY_ID", "id", s -> s3(s).accessKeyId().value(), "id"),
                new Variable(
                        "S3_SECRET_ACCESS_KEY",
                        "key",
                        s -> s3(s).secretAccessKey().value(),
                        "key"),
                new Variable(
                        "S3_ENDPOINT",
                        "http://s3:9000",
                        s -> s3(s).endpoint().map(Object::toString),
                        Optional.of("http://s3:9000")),
                new Variable(
                        "CLICKHOUSE_URL",
                        "http://ch:8123",
                        s -> s.persistence().clickHouse().orElseThrow().url().toString(),
                        "http://ch:8123"),
                new Variable(
                        "CLICKHOUSE_DATABASE",
                        "other",
                        s -> s.persistence().clickHouse().orElseThrow().database(),
                        "other"),
                new Variable(
                        "CLICKHOUSE_USERNAME",
                        "me",
                        s -> s.persistence().clickHouse().orElseThrow().username(),
                        "me"),
                new Variable(
                        "CLICKHOUSE_PASSWORD",
                        "pw",
                        s -> s.persistence()
                                .clickHouse()
                                .orElseThrow()
                                .password()
                                .value(),
                        "pw"),
                new Variable(
                        "CLICKHOUSE_TIMEOUT_MS",
                        "250",
                        s -> s.persistence()
                                .clickHouse()
                                .orElseThrow()
                                .timeout()
                                .toMillis(),
                        250L),
                new Variable(
                        "MILVUS_ENABLED", "true", s -> s.persistence().milvus().enabled(), true),
                new Variable(
                        "MILVUS_HOST",
                        "milvus",
                        s -> s.persistence().milvus().server().host(),
                        "milvus"),
                new Variable(
                        "MILVUS_PORT",
                        "1",
                        s -> s.persistence().milvus().server().port(),
                        1),
                new Variable(
                        "MILVUS_DATABASE",
                        "other",
                        s -> s.persistence().milvus().database(),
                        "other"),
                new Variable(
                        "GRAPH_ENABLED", "true", s -> s.persistence().graph().enabled(), true),
                new Variable(
                        "GRAPH_NEO4J_URI",
                        "bolt+s://g:1",
                        s -> s.persistence().graph().server().toString(),
                        "g:1"),
                new Variable(
                        "GRAPH_NEO4J_USER", "me", s -> s.persistence().graph().user(), "me"),
                new Variable(
                        "GRAPH_NEO4J_PASSWORD",
                        "pw",
                        s -> s.persistence().graph().password().value(),
                        "pw"),
                new Variable("CORS_ALLOWED_ORIGINS", "http://a", s -> s.http().corsOrigins(), List.of("http://a")),
                new Variable(
                        "RATE_LIMIT_MAX_REQUESTS",
                        "7",
                        s -> s.http().rateLimit().maxRequests(),
                        7),
                new Variable(
                        "RATE_LIMIT_WINDOW_SECONDS",
                        "60",
                        s -> s.http().rateLimit().window().toSeconds(),
                        60L),
                new Variable(
                        "TRUSTED_PROXIES",
                        "10.0.0.0/8",
                        s -> s.http().trustedProxies().toString(),
                        "[10.0.0.0/8]"),
                new Variable(
                        "NOVA_PUBLIC_URL",
                        "https://a",
                        s -> s.http().publicUrls().api().toString(),
                        "https://a"),
                new Variable(
                        "NOVA_PUBLIC_MESSAGING_URL",
                        "https://m",
                        s -> s.http().publicUrls().messaging().toString(),
                        "https://m"),
                new Variable(
                        "NOVA_PUBLIC_RTMP_URL",
                        "rtmp://r",
                        s -> s.http().publicUrls().rtmp().toString(),
                        "rtmp://r"),
                new Variable(
                        "NOVA_DRAIN_GRACE", "7s", s -> s.http().drainGrace().toSeconds(), 7L),
                new Variable(
                        "NOVA_OAUTH_FACEBOOK_GRAPH_URL",
                        "https://g",
                        s -> s.http().oauth().graph().url().toString(),
                        "https://g"),
                new Variable(
                        "NOVA_OAUTH_FACEBOOK_APP_SECRET",
                        "app-secret-1",
                        s -> s.http().oauth().graph().appSecret().map(Secret::value),
                        Optional.of("app-secret-1")),
                new Variable(
                        "NOVA_OAUTH_FACEBOOK_EMAILS_VERIFIED",
                        "true",
                        s -> s.http().oauth().facebook().emailsVerified(),
                        true),
                new Variable("NOVA_NODE_NAME", "seven", s -> s.cluster().nodeName(), "seven"),
                new Variable("NOVA_ROLES", "api", s -> s.cluster().roles(), List.of("api")),
                new Variable(
                        "NOVA_CLUSTER_HOST",
                        "10.1.2.3",
                        s -> s.all().getString("akka.remote.artery.canonical.hostname"),
                        "10.1.2.3"),
                new Variable("NOVA_CLUSTER_PORT", "1", s -> s.all().getInt("akka.remote.artery.canonical.port"), 1),
                new Variable("NOVA_MANAGEMENT_PORT", "1", s -> s.all().getInt("akka.management.http.port"), 1),
                new Variable(
                        "NOVA_CLUSTER_CONTACT_POINTS",
                        "a:1",
                        s -> s.cluster().contactPoints().toString(),
                        "[a:1]"),
                new Variable(
                        "NOVA_MANAGEMENT_SECRET",
                        "0123456789abcdef",
                        s -> s.cluster().managementSecret().value(),
                        "0123456789abcdef"),
                new Variable(
                        "NOVA_ACTIVE_ENTITIES",
                        "101",
                        s -> s.all().getInt("akka.cluster.sharding.passivation.nova.active-entity-limit"),
                        101),
                new Variable("LOG_LEVEL", "warn", s -> s.logs().levels().toString(), "{ROOT=WARN}"),
                new Variable("RUST_LOG", "error", s -> s.logs().levels().toString(), "{ROOT=ERROR}"));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void honoursEachVariable(Variable variable) {
        var without = settings(GROUPS);
        var with = settings(plus(GROUPS, variable.name(), variable.value()));

        assertThat(variable.setting().apply(without)).isNotEqualTo(variable.expected());
        assertThat(variable.setting().apply(with)).isEqualTo(variable.expected());
    }

    @Test
    void everyVariableIsTried() {
        var known = SettingsReader.of(Map.of(), ConfigFactory.empty()).variables().values().stream()
                .flatMap(List::stream);

        assertThat(Stream.concat(variables().map(Variable::name), ELSEWHERE.keySet().stream()))
                .containsExactlyInAnyOrderElementsOf(known.toList());
    }

    private static MailSettings mail(NodeSettings settings) {
        return settings.persistence().mail().orElseThrow();
    }

    private static MailSettings.Login login(NodeSettings settings) {
        return mail(settings).login().orElseThrow();
    }

    private static ObjectStoreSettings s3(NodeSettings settings) {
        return settings.media().s3().orElseThrow();
    }
}
