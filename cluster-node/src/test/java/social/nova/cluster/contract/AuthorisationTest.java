package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.cluster.TestNode;
import social.nova.cluster.contract.AuthorisationTable.Row;
import social.nova.http.routing.Access;
import social.nova.protocols.contract.Service;

/// Who may do what: every cell of the table, and the table against the routes.
class AuthorisationTest {
    private static final List<Row> ROWS = AuthorisationTable.rows();

    @TestFactory
    Stream<DynamicTest> everyCallerGetsWhatTheTableSays() {
        var scene = Scene.set();
        return ROWS.stream()
                .flatMap(row -> row.answers().entrySet().stream()
                        .map(cell -> DynamicTest.dynamicTest(
                                "%s, %s: %s".formatted(row, cell.getKey(), cell.getValue()),
                                () -> assertThat(Case.answer(
                                                row.send(scene, cell.getKey().credentials(scene))))
                                        .isEqualTo(cell.getValue()))));
    }

    @Test
    void everyRouteHasOneRowAndEveryRowARoute() {
        assertThat(ROWS.stream().map(Row::toString)).containsExactlyInAnyOrderElementsOf(routes());
    }

    @Test
    void onlyWhoShowsAGoodTokenComesToWhatNeedsOne() {
        for (var row : ROWS) {
            var refused = Stream.of(Caller.ANONYMOUS, Caller.BAD_TOKEN, Caller.EXPIRED)
                    .filter(caller -> row.answer(caller).startsWith("401 "));

            assertThat(refused.count()).as(row.toString()).isEqualTo(needsToken(row) ? 3 : 0);
        }
    }

    private static boolean needsToken(Row row) {
        return TestNode.get().routes().of(row.service()).stream()
                .filter(endpoint -> endpoint.path().equals(row.path())
                        && endpoint.method().value().equals(row.method()))
                .anyMatch(endpoint -> endpoint.access() != Access.ANYONE);
    }

    private static List<String> routes() {
        var routes = new ArrayList<String>();
        for (var service : Service.values()) {
            for (var endpoint : TestNode.get().routes().of(service)) {
                routes.add("%s at %s".formatted(endpoint, service));
            }
        }
        return routes;
    }
}
