package social.nova.http.export;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.media.common.ObjectStore;
import social.nova.media.common.ObjectStoreSettings;
import social.nova.media.common.TestStore;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.export.ExportRepository;
import social.nova.persistence.export.ExportRepository.Export;
import social.nova.persistence.export.ExportRepository.Status;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.settings.Secret;

class ExporterTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final List<ExportPart> PARTS = List.of(
            new ExportPart(
                    "a.txt",
                    user -> Source.from(List.of("a of ", user.value()))
                            .map(ByteString::fromString)
                            .mapMaterializedValue(_ -> NotUsed.getInstance())),
            ExportPart.many("b.json", _ -> Source.range(1, 3).mapMaterializedValue(_ -> NotUsed.getInstance())),
            ExportPart.many("c.json", _ -> Source.empty()));

    @TempDir
    static Path directory;

    private static TestStore server;

    private final Database database = TestDatabase.get();
    private final DataKeys keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
    private final ExportRepository exports = repository(Duration.ofMinutes(1), Duration.ofDays(1));
    private final UserId alice = UserId.of(UUID.randomUUID());
    private ObjectStore store;

    @BeforeAll
    static void start() {
        server = new TestStore(directory);
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
        server.close();
    }

    @BeforeEach
    void forgetTheOthers() throws Exception {
        store = new ObjectStore(server.settings(), ACTORS.system());
        get(database.query(connection -> connection.createStatement().executeUpdate("DELETE FROM exports")));
        get(keys.create(alice));
    }

    @Test
    void makesAnArchiveOfAllParts() throws Exception {
        var id = request();

        get(exporter(exports, PARTS, store).work());

        var made = find(id);
        assertThat(made.status()).isEqualTo(Status.READY);
        assertThat(files(made))
                .isEqualTo(Map.of("a.txt", "a of " + alice, "b.json", "[\n1,\n2,\n3\n]\n", "c.json", "[\n\n]\n"));
        assertThat(made.size()).isEqualTo(bytes(made).size());
    }

    @Test
    void ofEachPersonOneIsMadeAtATime() throws Exception {
        var first = request();

        assertThat(request()).isEqualTo(first);
        get(exporter(exports, PARTS, store).work());
        assertThat(request()).isNotEqualTo(first);
    }

    @Test
    void whatADeadNodeWasAtIsMadeByAnother() throws Exception {
        var id = request();
        var shortLived = repository(Duration.ZERO, Duration.ofDays(1));
        get(shortLived.claim("exports/of-the-dead"));

        get(exporter(exports, PARTS, store).work());

        assertThat(find(id).status()).isEqualTo(Status.READY);
        assertThat(find(id).attempt()).isEqualTo(2);
    }

    @Test
    void whatANodeThatStoodStillSaysIsNotHeard() throws Exception {
        var id = request();
        var frozen = get(repository(Duration.ZERO, Duration.ofDays(1)).claim("exports/of-the-frozen"))
                .orElseThrow();
        get(exporter(exports, PARTS, store).work());

        assertThat(get(exports.renew(frozen))).isFalse();
        assertThat(get(exports.ready(frozen, 5))).isFalse();
        assertThat(get(exports.failed(frozen))).isFalse();

        assertThat(files(find(id))).containsKey("a.txt");
    }

    @Test
    void waitsWhileTheStoreIsAway() throws Exception {
        var id = request();
        var nowhere = new ObjectStoreSettings(
                "media",
                "us-east-1",
                new Secret("id"),
                new Secret("right"),
                Optional.of(URI.create("http://127.0.0.1:1")));

        get(exporter(exports, PARTS, new ObjectStore(nowhere, ACTORS.system())).work());
        assertThat(find(id).status()).isEqualTo(Status.PENDING);
        get(exporter(exports, PARTS, store).work());

        assertThat(find(id).status()).isEqualTo(Status.READY);
    }

    @Test
    void aPartThatFailsIsTriedAgainAndNothingHalfIsGiven() throws Exception {
        var id = request();
        var failing = new ExportPart("d.txt", _ -> Source.failed(new IllegalStateException("away")));

        get(exporter(exports, List.of(PARTS.getFirst(), failing), store).work());

        assertThat(find(id).status()).isEqualTo(Status.PENDING);
        get(exporter(exports, PARTS, store).work());
        assertThat(find(id).status()).isEqualTo(Status.READY);
    }

    @Test
    void deletesWhatHasExpired() throws Exception {
        var id = request();
        var brief = repository(Duration.ofMinutes(1), Duration.ZERO);
        get(exporter(brief, PARTS, store).work());
        var key = get(exports.of(alice)).getFirst().objectKeys().getLast();
        assertThat(get(exports.find(id))).isEmpty();

        get(exporter(brief, PARTS, store).work());

        assertThat(get(exports.of(alice))).isEmpty();
        assertThat(store.get(key)).failsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void deletesWhatADeadNodeHasWrittenForSomebodyWhoHasLeft() throws Exception {
        var id = request();
        var exporter = exporter(exports, PARTS, store);
        get(exporter.work());
        var made = find(id);
        var forgotten = "exports/" + UUID.randomUUID();
        get(Source.single(ByteString.fromString("x"))
                .runWith(store.put(forgotten, ContentTypes.APPLICATION_OCTET_STREAM), ACTORS.system()));

        assertThat(get(exporter.deleteForgotten(Instant.now().plus(Duration.ofHours(47)))))
                .isZero();
        assertThat(get(store.get(forgotten))).isNotNull();
        get(exporter.eraser().work().apply(alice));

        assertThat(get(exporter.deleteForgotten(Instant.now().plus(Duration.ofHours(49)))))
                .isPositive();
        for (var key : List.of(forgotten, made.objectKeys().getLast())) {
            assertThat(store.get(key)).failsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoLeavesLeavesNoArchive() throws Exception {
        var id = request();
        var exporter = exporter(exports, PARTS, store);
        get(exporter.work());
        var key = find(id).objectKeys().getLast();

        get(exporter.eraser().work().apply(alice));

        assertThat(get(exports.of(alice))).isEmpty();
        assertThat(store.get(key)).failsWithin(10, TimeUnit.SECONDS);
        get(keys.destroy(alice));
        assertThat(get(exports.request(alice, UUID.randomUUID().toString()))).isEmpty();
    }

    private String request() throws Exception {
        return get(exports.request(alice, UUID.randomUUID().toString()))
                .orElseThrow()
                .id();
    }

    private Export find(String id) throws Exception {
        return get(exports.find(alice, id)).orElseThrow();
    }

    private ByteString bytes(Export export) throws Exception {
        return get(get(store.get(export.objectKeys().getLast()))
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), ACTORS.system()));
    }

    private Map<String, String> files(Export export) throws Exception {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes(export).toArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private ExportRepository repository(Duration lease, Duration kept) {
        return new ExportRepository(database, new ExportRepository.Times(lease, Duration.ZERO, kept));
    }

    private static Exporter exporter(ExportRepository exports, List<ExportPart> parts, ObjectStore store) {
        return new Exporter(exports, parts, store, UUID::randomUUID, ACTORS.system());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
