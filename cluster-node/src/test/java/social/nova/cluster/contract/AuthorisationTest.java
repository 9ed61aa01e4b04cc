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
import social.nova.http.routing.Endpoint;
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
                                () -> assertThat(answer(row, cell.getKey(), row.endsAnAccount() ? Scene.set() : scene))
                                        .isEqualTo(cell.getValue()))));
    }

    @TestFactory
    Stream<DynamicTest> whatSomebodyGetsDependsOnHowTheyStandToTheOther() {
        var all = Acquaintances.make();
        return RelationTable.rows().stream()
                .flatMap(row -> row.answers().entrySet().stream()
                        .map(cell -> DynamicTest.dynamicTest(
                                "%s, %s: %s".formatted(row, cell.getKey(), cell.getValue()),
                                () -> assertThat(Case.answer(row.send(all, cell.getKey())))
                                        .isEqualTo(cell.getValue()))));
    }

    @Test
    void everyRouteThatNamesSomebodyHasARowOfWhatIsBetweenThem() {
        var named = TestNode.get().routes().of(Service.USER).stream()
                .filter(endpoint ->
                        endpoint.path().contains("{user_id}") || endpoint.path().contains("{username}"))
                .map(endpoint -> "%s at %s".formatted(endpoint, Service.USER))
                .toList();

        assertThat(RelationTable.rows().stream()
                        .filter(row -> row.service() == Service.USER)
                        .map(RelationTable.Row::toString))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void soHasEveryRouteThatNamesAConversationOrAMessage() {
        var named = TestNode.get().routes().of(Service.MESSAGING).stream()
                .filter(endpoint -> endpoint.path().contains("{conversation_id}")
                        || endpoint.path().contains("{message_id}"))
                .map(endpoint -> "%s at %s".formatted(endpoint, Service.MESSAGING))
                .toList();

        assertThat(RelationTable.rows().stream()
                        .filter(row -> row.service() == Service.MESSAGING)
                        .map(RelationTable.Row::toString))
                .containsAll(named);
    }

    @Test
    void everyRouteHasOneRowAndEveryRowARoute() {
        assertThat(ROWS.stream().map(Row::toString)).containsExactlyInAnyOrderElementsOf(routes());
    }

    @Test
    void onlyWhoShowsAGoodTokenComesToWhatNeedsOne() {
        for (var row : ROWS) {
            var refused = Stream.of(Caller.values())
                    .filter(caller -> row.answer(caller).startsWith("401 "))
                    .toList();

            assertThat(refused)
                    .as(row.toString())
                    .isEqualTo(
                            switch (access(row)) {
                                case ANYONE -> List.of();
                                case VIEWER -> List.of(Caller.BAD_TOKEN, Caller.EXPIRED);
                                case USER, SOCKET -> List.of(Caller.ANONYMOUS, Caller.BAD_TOKEN, Caller.EXPIRED);
                            });
        }
    }

    private static String answer(Row row, Caller caller, Scene scene) {
        return Case.answer(row.send(scene, caller.credentials(scene)));
    }

    private static Access access(Row row) {
        return TestNode.get().routes().of(row.service()).stream()
                .filter(endpoint -> endpoint.path().equals(row.path())
                        && endpoint.method().value().equals(row.method()))
                .map(Endpoint::access)
                .findAny()
                .orElseThrow();
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
