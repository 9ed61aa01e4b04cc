package social.nova.persistence.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static social.nova.persistence.graph.TestUsers.get;
import static social.nova.persistence.graph.TestUsers.makePrivate;
import static social.nova.persistence.graph.TestUsers.relation;
import static social.nova.persistence.graph.TestUsers.someone;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.BatchedDeletion;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.TestDatabase;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

class GraphErasureTest {
    private final Database database = TestDatabase.get();
    private final FollowRepository follows = new FollowRepository(database);
    private final BlockRepository blocks = new BlockRepository(database);
    private final MuteRepository mutes = new MuteRepository(database);
    private final GraphErasure erasure = new GraphErasure(new BatchedDeletion(database, 2));

    @Test
    void nothingOfAUserIsLeftInAnyTable() throws Exception {
        var alice = someone();
        var others = new ArrayList<UserId>();
        for (var n = 0; n < 5; n++) {
            others.add(someone());
        }
        for (var other : others) {
            get(follows.follow(alice, other));
            get(follows.follow(other, alice));
            get(mutes.mute(alice, other));
            get(mutes.mute(other, alice));
        }
        var hermit = someone();
        makePrivate(hermit, true);
        makePrivate(alice, true);
        get(follows.follow(alice, hermit));
        get(follows.follow(hermit, alice));
        get(blocks.block(alice, someone()));
        get(blocks.block(someone(), alice));
        assertThat(rowsWith(alice)).isNotEmpty();

        delete(alice);
        get(erasure.erase(alice));
        get(erasure.erase(alice));

        assertThat(rowsWith(alice)).isEmpty();
    }

    @Test
    void othersKeepWhatIsBetweenThem() throws Exception {
        var alice = someone();
        var bob = someone();
        var carol = someone();
        get(follows.follow(bob, carol));
        get(follows.follow(bob, alice));

        delete(alice);
        get(erasure.erase(alice));

        assertThat(relation(bob, carol).following()).isTrue();
    }

    @Test
    void nothingComesAfterIt() throws Exception {
        var alice = someone();
        var bob = someone();
        delete(alice);
        get(erasure.erase(alice));

        assertThatThrownBy(() -> get(follows.follow(bob, alice))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThatThrownBy(() -> get(follows.follow(alice, bob))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThatThrownBy(() -> get(blocks.block(bob, alice))).hasRootCause(ErrorCode.USER_NOT_FOUND.failure());
        assertThat(rowsWith(alice)).isEmpty();
    }

    private void delete(UserId user) throws Exception {
        get(database.query(
                connection -> Statements.update(connection, "DELETE FROM accounts WHERE user_id = ?", user)));
    }

    // Of every table that any migration of this area makes, whatever its columns are called.
    private List<String> rowsWith(UserId user) throws Exception {
        var found = new ArrayList<String>();
        for (var table : List.of("follows", "follow_requests", "blocks", "untold_blocks", "mutes")) {
            found.addAll(get(database.query(connection -> Statements.list(
                    connection,
                    "SELECT t::text FROM %s t WHERE t::text LIKE ?".formatted(table),
                    row -> table + row.getString(1),
                    "%" + user.value() + "%"))));
        }
        return found;
    }
}
