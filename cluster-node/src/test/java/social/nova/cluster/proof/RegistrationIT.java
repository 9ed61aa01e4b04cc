package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.run.NovaRun;

/// Of many who want one name or one address at once, on whatever nodes, one gets it. Who opens a conversation that
/// others open at the same moment is given the same one.
@ExtendWith(SharedRun.class)
class RegistrationIT {
    private static final int AT_ONCE = 50;

    private final String unique = "n" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void oneOfFiftyGetsTheName(NovaRun nova) throws Exception {
        // With and without capitals: the same name.
        assertOneWins(
                nova,
                "USERNAME_TAKEN",
                n -> Map.of(
                        "email",
                        unique + n + "@example.com",
                        "username",
                        n % 2 == 0 ? unique : unique.toUpperCase(Locale.ROOT)));
    }

    @Test
    void oneOfFiftyGetsTheAddress(NovaRun nova) throws Exception {
        assertOneWins(nova, "EMAIL_TAKEN", n -> Map.of("email", unique + "@example.com", "username", unique + "-" + n));
    }

    @Test
    void fiftyOpenOneConversation(NovaRun nova) throws Exception {
        var nodes = nova.nodes();
        var alice = Person.register(nodes.getFirst().api(), "alice");
        var bob = Person.register(nodes.getFirst().api(), "bob");
        var openings = IntStream.range(0, AT_ONCE)
                .mapToObj(n -> (Callable<String>) () -> {
                    var messaging = nodes.get(n % nodes.size()).messaging();
                    return n % 2 == 0 ? alice.openConversation(messaging, bob) : bob.openConversation(messaging, alice);
                })
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ids = new HashSet<String>();
            for (var opening : threads.invokeAll(openings)) {
                ids.add(opening.get());
            }

            assertThat(ids).hasSize(1);
            for (var node : nodes) {
                for (var person : List.of(alice, bob)) {
                    var list = Web.get("http://" + node.messaging() + "/conversations", person.token());
                    assertThat(list.body().path("conversations").findValuesAsText("id"))
                            .containsOnlyOnceElementsOf(ids);
                }
            }
        }
    }

    private static void assertOneWins(NovaRun nova, String refusal, IntFunction<Map<String, String>> wish)
            throws Exception {
        var nodes = nova.nodes();
        var registrations = IntStream.range(0, AT_ONCE)
                .mapToObj(n -> (Callable<Web.Answer>) () -> Web.post(
                        "http://" + nodes.get(n % nodes.size()).api() + "/api/v1/auth/register",
                        "",
                        Map.of(
                                "email", wish.apply(n).get("email"),
                                "username", wish.apply(n).get("username"),
                                "password", "Correct-Horse-1")))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(registrations).stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() != 201).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.body().path("error").asText()).isEqualTo(refusal);
            });
        }
    }
}
