package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.persistence.user.MasterKey;
import social.nova.persistence.user.MasterKeyset;
import social.nova.protocols.contract.Service;

/// The master keyset of a node that goes on running gets another key and loses the one before.
class KeysetRotationTest {
    private final Person alice = Person.register();
    private final Person bob = Person.register();
    private final String conversation = alice.talkTo(bob);

    @Test
    void noRequestFailsMeanwhileAndWhatWasWrittenBeforeIsReadableWithoutTheOldKey() throws Exception {
        var before = TestNode.get().keyset();
        var foreign = MasterKeyset.parse(before).withAnother().promoted().primaryOnly();
        assertRefused(foreign, "no key of it opens ");

        alice.say(conversation);
        var done = new AtomicBoolean();
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var talk = IntStream.range(0, 2)
                    .mapToObj(_ -> others.submit(() -> {
                        var sent = 0;
                        do {
                            alice.say(conversation);
                            Person.register();
                            sent++;
                        } while (!done.get());
                        return sent;
                    }))
                    .toList();

            assertThat(rotate(false)).startsWith("0 Key ").contains(" wraps everything; ");
            assertThat(rotate(true)).startsWith("0 Key ").contains(" is the only one.");

            done.set(true);
            for (var one : talk) {
                assertThat(one.get()).isPositive();
            }
        }

        var after = TestNode.get().keyset();
        assertThat(MasterKeyset.parse(after).ids())
                .hasSize(1)
                .doesNotContainAnyElementsOf(MasterKeyset.parse(before).ids());
        var wrapped = wrappedKeys();
        assertThat(wrapped).hasSizeGreaterThan(3);
        for (var row : wrapped.entrySet()) {
            assertThat(new MasterKey(after).open(row.getValue(), row.getKey())).hasSize(32);
            assertThatThrownBy(() -> new MasterKey(before).open(row.getValue(), row.getKey()))
                    .isInstanceOf(IllegalStateException.class);
        }
        var history = Person.json(Wire.send(
                Service.MESSAGING,
                "GET",
                "/conversations/" + conversation + "/messages?limit=1&before=2",
                Person.bearer(bob.token()),
                ""));
        assertThat(history.findValuesAsText("plaintext")).containsExactly("Hello!");

        assertRefused(MasterKeyset.parse(before), "it lacks key ");
    }

    // Whatever is wrong with it, nothing is written and the node goes on with the right one.
    private void assertRefused(MasterKeyset wrong, String reason) throws SQLException {
        var right = TestNode.get().keyset();
        var required = requiredKey();
        try {
            TestNode.get().replaceKeyset(wrong.json());
            for (var dropOld : List.of(false, true)) {
                var out = new ByteArrayOutputStream();
                assertThat(TestNode.get().rotateKeyset(dropOld, new PrintStream(out, true, StandardCharsets.UTF_8)))
                        .isEqualTo(1);
                assertThat(out.toString(StandardCharsets.UTF_8))
                        .startsWith("Nothing was changed: ")
                        .contains("is not the keyset of this installation, or an old copy: " + reason)
                        .contains("Put the keyset there that the nodes use");
            }
            assertThat(TestNode.get().keyset()).isEqualTo(wrong.json());
            assertThat(requiredKey()).isEqualTo(required);
            alice.say(conversation);
        } finally {
            TestNode.get().replaceKeyset(right);
        }
    }

    private static String requiredKey() throws SQLException {
        try (var connection = TestNode.get().database();
                var rows = connection.createStatement().executeQuery("SELECT master_key_id FROM installation")) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private static Map<String, byte[]> wrappedKeys() throws SQLException {
        try (var connection = TestNode.get().database();
                var rows = connection.createStatement().executeQuery("SELECT user_id, wrapped_key FROM user_keys")) {
            var all = new HashMap<String, byte[]>();
            while (rows.next()) {
                all.put(rows.getString(1), rows.getBytes(2));
            }
            return all;
        }
    }

    private static String rotate(boolean dropOld) {
        var out = new ByteArrayOutputStream();
        var code = TestNode.get().rotateKeyset(dropOld, new PrintStream(out, true, StandardCharsets.UTF_8));
        return code + " "
                + out.toString(StandardCharsets.UTF_8).lines().toList().getLast();
    }
}
