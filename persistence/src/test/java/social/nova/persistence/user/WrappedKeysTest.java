package social.nova.persistence.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Installation;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.signing.SigningKeys;
import social.nova.persistence.user.WrappedKeys.Place;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;

class WrappedKeysTest {
    private static final byte[] CONTEXT = {1};
    private static final byte[] TEXT = {2, 3};

    private final Database database = TestDatabase.get();
    private final MasterKeyset first = MasterKeyset.parse(MasterKeysets.unmarked());
    private final MasterKeyset second = first.withAnother();
    private final AtomicReference<String> source = new AtomicReference<>(first.json());
    private final MasterKey masterKey = new MasterKey(source::get);
    private final DataKeys keys = new DataKeys(database, masterKey);
    private final WrappedKeys wrapped = new WrappedKeys(database, masterKey);
    private final List<UserId> users = new ArrayList<>();
    private final List<Sealed> texts = new ArrayList<>();

    @BeforeEach
    void tenPeopleAndAKeyOfTokens() throws Exception {
        get(database.transaction(connection -> Installation.readOrCreate(connection, new SecureRandom())));
        get(database.query(connection ->
                connection.createStatement().executeUpdate("UPDATE installation SET master_key_id = NULL")));
        get(database.query(connection ->
                connection.createStatement().executeUpdate("TRUNCATE user_keys, signing_keys, destroyed_keys")));
        for (var n = 0; n < 10; n++) {
            users.add(UserId.of(UUID.randomUUID()));
            texts.add(get(keys.create(users.getLast())).seal(TEXT, CONTEXT));
        }
        get(new SigningKeys(database, masterKey)
                .add(new SigningKeys.Stored("key", Base64.getEncoder().encodeToString(TEXT), Duration.ZERO, false)));
    }

    @Test
    void whatWasSealedBeforeOpensWithoutTheOldKey() throws Exception {
        use(second.promoted());
        assertThat(get(wrapped.byOthers())).isEqualTo(11);

        assertThat(rewrapAll()).isEqualTo(11);
        assertThat(get(wrapped.byOthers())).isZero();

        var without = new DataKeys(database, second.promoted().primaryOnly().json());
        for (var n = 0; n < users.size(); n++) {
            assertThat(get(without.of(users.get(n))).open(texts.get(n), CONTEXT))
                    .isEqualTo(TEXT);
        }
        assertThat(get(new SigningKeys(
                                        database,
                                        new MasterKey(
                                                second.promoted().primaryOnly().json()))
                                .allBut(List.of()))
                        .getFirst()
                        .key())
                .isEqualTo(Base64.getEncoder().encodeToString(TEXT));
        var old = new DataKeys(database, first.json());
        assertThatThrownBy(() -> get(old.of(users.getFirst()))).hasMessageContaining("No key of the master keyset");
    }

    @Test
    void whatWasStoppedGoesOnWhereItWas() throws Exception {
        use(second.promoted());
        get(wrapped.rewrap(Place.START, 4));
        assertThat(get(wrapped.byOthers())).isEqualTo(7);

        assertThat(rewrapAll()).isEqualTo(7);
        assertThat(rewrapAll()).isZero();
    }

    @Test
    void aNodeThatHasTheOldKeysetReadsItAgainWhenAKeyDoesNotOpen() throws Exception {
        use(second.promoted());
        rewrapAll();
        var lagging = new AtomicReference<>(first.json());
        var node = new MasterKey(lagging::get);
        lagging.set(second.json());

        var key = get(new DataKeys(database, node).of(users.getFirst()));

        assertThat(key.open(texts.getFirst(), CONTEXT)).isEqualTo(TEXT);
    }

    @Test
    void whoIsErasedMeanwhileDoesNotComeBack() throws Exception {
        use(second.promoted());
        get(keys.destroy(users.getFirst()));

        assertThat(rewrapAll()).isEqualTo(10);

        assertThat(get(new DataKeys(database, masterKey).of(users))).hasSize(9);
    }

    @Test
    void everyTableWithWrappedKeysIsListed() throws Exception {
        var found = get(database.query(connection -> {
            try (var rows = connection.createStatement().executeQuery("""
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_name = 'wrapped_key'
                    """)) {
                var tables = new TreeSet<String>();
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
                return tables;
            }
        }));

        assertThat(WrappedKeys.TABLES.stream().map(WrappedKeys.Table::name)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void knowsWhatRunningNodesKnow() throws Exception {
        var reports = new KeysetReports(database);
        var node = UUID.randomUUID().toString();
        get(reports.report(node, masterKey));
        use(second);
        source.set(second.promoted().json());

        get(reports.report(node, masterKey));

        assertThat(get(reports.all())).contains(new KeysetReports.Report(node, second.ids(), second.newest()));
        source.set("nonsense");
        get(reports.report(node, masterKey));
        assertThat(masterKey.keyset().primary()).isEqualTo(second.newest());
    }

    @Test
    void aNodeKeepsItsKeysetWhenTheNextOneLacksTheKeyItWrapsBy() throws Exception {
        use(second.promoted());
        rewrapAll();

        use(first);
        assertThat(masterKey.keyset().ids()).isEqualTo(second.ids());
        use(MasterKeyset.parse(MasterKeysets.fresh()));
        assertThat(masterKey.keyset().primary()).isEqualTo(second.newest());
        assertThat(get(keys.of(users.getFirst())).open(texts.getFirst(), CONTEXT))
                .isEqualTo(TEXT);

        use(second.promoted().primaryOnly());
        assertThat(masterKey.keyset().ids()).containsExactly(second.newest());
    }

    @Test
    void aNodeKeepsItsKeysetWhenTheNextOneLacksTheRequiredKey() throws Exception {
        var reports = new KeysetReports(database);
        var node = UUID.randomUUID().toString();
        use(second);
        get(reports.require(second.newest()));
        source.set(first.json());

        get(reports.report(node, masterKey));

        assertThat(get(reports.all())).contains(new KeysetReports.Report(node, second.ids(), second.primary()));
        assertThat(get(reports.lacking(first))).contains(second.newest());
        assertThat(get(reports.lacking(second))).isEmpty();
    }

    @Test
    void aNodeThatWasLeftBehindTakesOverWhatHasTheRequiredKey() throws Exception {
        var reports = new KeysetReports(database);
        get(reports.require(second.newest()));
        source.set(second.promoted().primaryOnly().json());

        get(reports.report(UUID.randomUUID().toString(), masterKey));

        assertThat(masterKey.keyset().ids()).containsExactly(second.newest());
    }

    @Test
    void tellsWhetherAKeysetOpensAllThereIs() throws Exception {
        use(second.promoted());
        get(wrapped.rewrap(Place.START, 4));

        assertThat(unopened(second)).isEmpty();
        assertThat(unopened(first)).hasSize(4).allMatch(key -> key.startsWith("user_keys "));
        assertThat(unopened(second.promoted().primaryOnly())).hasSize(7).contains("signing_keys key");
        assertThat(unopened(MasterKeyset.parse(MasterKeysets.fresh()))).hasSize(11);
    }

    @Test
    void aRotationGoesThroughKeysetsThatAllOpenWhatTheOthersWrapped() {
        var stages = List.of(first, second, second.promoted());
        for (var wrapping : stages) {
            for (var opening : stages) {
                var sealed = new MasterKey(wrapping.json()).seal(TEXT, "here");
                if (opening != first || wrapping.primary() == first.primary()) {
                    assertThat(new MasterKey(opening.json()).open(sealed, "here"))
                            .isEqualTo(TEXT);
                }
            }
        }
        assertThat(first.leavesMark()).isFalse();
        assertThat(second.promoted().leavesMark()).isTrue();
        assertThat(second.promoted().primaryOnly().ids()).containsExactly(second.newest());
    }

    private void use(MasterKeyset keyset) {
        source.set(keyset.json());
        masterKey.refresh();
    }

    // One by one.
    private List<String> unopened(MasterKeyset keyset) throws Exception {
        var tried = new WrappedKeys(database, new MasterKey(keyset.json()));
        var found = new ArrayList<String>();
        for (var next = Optional.of(Place.START); next.isPresent(); ) {
            var trial = get(tried.attempt(next.get(), 1));
            trial.unopened().ifPresent(found::add);
            next = trial.next();
        }
        return found;
    }

    private long rewrapAll() throws Exception {
        var done = 0L;
        for (var next = Optional.of(Place.START); next.isPresent(); next = get(wrapped.rewrap(next.get(), 3))) {
            done = next.get().done();
        }
        return done;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
