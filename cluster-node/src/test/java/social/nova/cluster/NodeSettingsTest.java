package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import social.nova.http.common.OAuthSettings;
import social.nova.media.common.ObjectStoreSettings;
import social.nova.persistence.mail.MailSettings;
import social.nova.protocols.settings.Mistake;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.SettingsReader;
import social.nova.protocols.settings.SettingsRefused;

class NodeSettingsTest {
    private static final String PRIVATE_KEY = privateKey();
    private static final String KEYSET = """
            {"primaryKeyId":1,"key":[{"keyId":1,"status":"ENABLED","outputPrefixType":"TINK","keyData":{\
            "typeUrl":"type.googleapis.com/google.crypto.tink.XChaCha20Poly1305Key","keyMaterialType":"SYMMETRIC",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="}}]}""";

    /// What a node cannot do without.
    static final Map<String, String> ESSENTIAL = Map.of(
            "DATABASE_URL", "postgresql://nova:sound@db/nova",
            "JWT_PRIVATE_KEY_PEM", PRIVATE_KEY,
            "NOVA_MASTER_KEYSET", KEYSET);

    /// Needed by others of the same group.
    private static final Map<String, String> GROUPS = Map.of(
            "SMTP_HOST", "smtp.example.org",
            "SMTP_FROM_EMAIL", "nova@example.org",
            "SMTP_USERNAME", "mailer",
            "SMTP_PASSWORD", "sound-1",
            "S3_BUCKET", "media",
            "S3_ACCESS_KEY_ID", "sound-2",
            "S3_SECRET_ACCESS_KEY", "sound-3",
            "CLICKHOUSE_URL", "http://localhost:8123",
            "GRAPH_NEO4J_PASSWORD", "sound-4");

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
            "NOVA_MASTER_KEYSET", "theMasterKeysetIsInOnePlace",
            "NOVA_MASTER_KEYSET_FILE", "theMasterKeysetIsInOnePlace",
            "NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "wantsAMajorityOfTheContactPoints");

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

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, postgres://db/nova",
        "DATABASE_URL, mysql://nova:canary@db/nova",
        "DATABASE_URL, postgresql://nova:canary@db",
        "DATABASE_URL, postgresql://nova:can#ary@db/nova",
        "DATABASE_URL, jdbc:postgresql://db/nova?user=nova&password=canary",
        "DATABASE_URL, postgresql://nova:password@db/nova",
        "DATABASE_MAX_CONNECTIONS, 5",
        "DATABASE_POOL_IDLE_TIMEOUT, 9",
        "REDIS_URL, cache:6379",
        "REDIS_URL, redis://canary@cache:6379",
        "REDIS_URL, redis://:password@cache:6379",
        "NOVA_MASTER_KEYSET, canary",
        "NOVA_MASTER_KEYSET_FILE, /nowhere/keyset.json",
        "NOVA_MASTER_KEYSET_FILE, pom.xml",
        "SMTP_HOST, smtp:25",
        "SMTP_PORT, x",
        "SMTP_PASSWORD, your-app-specific-password",
        "SMTP_FROM_EMAIL, Nova <nova@example.org>",
        "S3_BUCKET, Media",
        "S3_REGION, Frankfurt am Main",
        "S3_ACCESS_KEY_ID, AKIAIOSFODNN7EXAMPLE",
        "S3_SECRET_ACCESS_KEY, wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "S3_ENDPOINT, s3.example.org",
        "CLICKHOUSE_URL, http://default:canary@localhost:8123",
        "CLICKHOUSE_DATABASE, nova; drop",
        "CLICKHOUSE_TIMEOUT_MS, 5s",
        "MILVUS_ENABLED, 1",
        "MILVUS_HOST, http://milvus",
        "MILVUS_PORT, 0",
        "MILVUS_DATABASE, no-va",
        "GRAPH_ENABLED, ja",
        "GRAPH_NEO4J_URI, http://localhost:7687",
        "NOVA_ROLES, everything",
        "NOVA_CLUSTER_HOST, 0.0.0.0",
        "NOVA_CLUSTER_CONTACT_POINTS, 127.0.0.1",
        "NOVA_MANAGEMENT_SECRET, short",
        "NOVA_ACTIVE_ENTITIES, 0",
        "SEARCH_PORT, 8080",
        "LOG_LEVEL, verbose",
        "LOG_LEVEL, 'info,no logger=debug'"
    })
    void refusesWhatMakesNoSenseWithoutShowingSecrets(String variable, String value) {
        var mistakes = mistakes(plus(GROUPS, variable, value));

        assertThat(mistakes)
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.variables()).contains(variable));
        assertThat(mistakes.toString()).doesNotContain("canary", "EXAMPLE", "app-specific");
    }

    @Test
    void theMasterKeysetIsInOnePlace(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("keyset.json"), KEYSET);

        assertThat(mistakes(Map.of("NOVA_MASTER_KEYSET_FILE", file.toString())))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.toString()).contains("only one of the two"));
        assertThat(settings(Map.of("NOVA_MASTER_KEYSET", "", "NOVA_MASTER_KEYSET_FILE", file.toString()))
                        .persistence()
                        .masterKeyset()
                        .file())
                .contains(file);
    }

    @Test
    void tellsOfTheMistakesOfAllModulesAtOnce() {
        var environment = Map.of(
                "APP_PORT", "0",
                "DATABASE_MAX_CONNECTIONS", "0",
                "RTMP_PORT", "0",
                "NOVA_CLUSTER_PORT", "0",
                "LOG_LEVEL", "loud");

        assertThatThrownBy(() -> NodeSettings.from(environment))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContainingAll(environment.keySet().toArray(String[]::new))
                .hasMessageContainingAll("8 settings", "DATABASE_URL", "JWT_PRIVATE_KEY_PEM", "NOVA_MASTER_KEYSET");
    }

    @Test
    void wantsGroupsToBeWhole() {
        assertThat(names(mistakes(Map.of("SMTP_HOST", "smtp", "SMTP_USERNAME", "me"))))
                .containsExactlyInAnyOrder("SMTP_FROM_EMAIL", "SMTP_PASSWORD");
        assertThat(names(mistakes(Map.of("S3_ENDPOINT", "http://s3"))))
                .containsExactlyInAnyOrder("S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY");
        assertThat(names(mistakes(Map.of("GRAPH_ENABLED", "true")))).containsExactly("GRAPH_NEO4J_PASSWORD");
    }

    @Test
    void wantsAMajorityOfTheContactPoints() {
        var three = "a:1,b:1,c:1";

        assertThat(names(mistakes(Map.of("NOVA_CLUSTER_CONTACT_POINTS", three))))
                .containsExactly("NOVA_CLUSTER_REQUIRED_CONTACT_POINTS");
        assertThat(settings(Map.of("NOVA_CLUSTER_CONTACT_POINTS", three, "NOVA_CLUSTER_REQUIRED_CONTACT_POINTS", "2"))
                        .cluster()
                        .contactPoints())
                .hasSize(3);
    }

    @Test
    void sharesTheConnectionsAmongThePools() {
        for (var max : List.of(6, 7, 26, 50)) {
            var database = settings(Map.of("DATABASE_MAX_CONNECTIONS", Integer.toString(max)))
                    .persistence()
                    .database();

            assertThat(database.journalPool() + database.queryPool() + database.projectionPool())
                    .isEqualTo(max - 1);
            assertThat(List.of(database.journalPool(), database.queryPool(), database.projectionPool()))
                    .allMatch(size -> size > 0);
        }
    }

    @Test
    void printsNoSecret() {
        var environment = new HashMap<String, String>();
        var canaries = List.of(
                "SMTP_PASSWORD",
                "S3_ACCESS_KEY_ID",
                "S3_SECRET_ACCESS_KEY",
                "CLICKHOUSE_PASSWORD",
                "GRAPH_NEO4J_PASSWORD",
                "NOVA_MANAGEMENT_SECRET");
        canaries.forEach(name -> environment.put(name, "canary-of-" + name));
        environment.put("DATABASE_URL", "postgresql://nova:canary@db/nova?sslpassword=canary");
        environment.put("REDIS_URL", "redis://:canary@cache:6379");

        var printed = settings(plus(GROUPS, environment)).toString();

        assertThat(printed).doesNotContain("canary", "PRIVATE KEY", "keyMaterial");
        assertThat(printed).contains("db:5432/nova", "redis://:***@cache:6379", "smtp.example.org");
    }

    /// An environment in which every group of settings is read.
    static Map<String, String> everything(String name, String value) {
        return plus(plus(ESSENTIAL, GROUPS), name, value);
    }

    static NodeSettings settings(Map<String, String> environment) {
        return NodeSettings.from(plus(ESSENTIAL, environment));
    }

    private static List<Mistake> mistakes(Map<String, String> environment) {
        try {
            settings(environment);
            return List.of();
        } catch (SettingsRefused refused) {
            return refused.mistakes();
        }
    }

    private static List<String> names(List<Mistake> mistakes) {
        return mistakes.stream()
                .flatMap(mistake -> mistake.variables().stream())
                .toList();
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

    private static Map<String, String> plus(Map<String, String> some, String name, String value) {
        return plus(some, Map.of(name, value));
    }

    private static Map<String, String> plus(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static String privateKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var der = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----"
                    .formatted(Base64.getEncoder().encodeToString(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
