package social.nova.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// What becomes of a login, with a user's real entity behind it.
class SessionsTest {
    private final Person alice = Person.register();

    @Test
    void everyRefreshRotates() {
        var second = tokens(refresh(alice.refreshToken()));
        var third = tokens(refresh(second.refreshToken()));

        assertThat(third.refreshToken()).isNotIn(alice.refreshToken(), second.refreshToken());
        assertThat(third.session()).isEqualTo(alice.session());
        assertThat(me(third.token())).isEqualTo("200");
        assertThat(me(alice.token())).isEqualTo("200");
    }

    @Test
    void aDeadRefreshTokenEndsItsWholeFamily() {
        var thief = tokens(refresh(alice.refreshToken()));

        assertThat(Case.answer(refresh(alice.refreshToken()))).isEqualTo("401 INVALID_TOKEN");

        assertThat(Case.answer(refresh(thief.refreshToken()))).isEqualTo("401 INVALID_TOKEN");
        assertThat(me(thief.token())).isEqualTo("401 INVALID_TOKEN");
        assertThat(me(alice.token())).isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void aMadeUpRefreshTokenOfAFamilyOneKnowsOfEndsNothing() {
        var forged = Base64.getUrlDecoder().decode(alice.refreshToken());
        new SecureRandom().nextBytes(forged);
        System.arraycopy(Base64.getUrlDecoder().decode(alice.refreshToken()), 0, forged, 0, 32);

        assertThat(Case.answer(refresh(Base64.getUrlEncoder().withoutPadding().encodeToString(forged))))
                .isEqualTo("401 INVALID_TOKEN");

        assertThat(me(alice.token())).isEqualTo("200");
        assertThat(refresh(alice.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void ofTwentyRefreshesAtOnceOneWinsAndTheFamilyIsDead() {
        var answers = atOnce(20, () -> refresh(alice.refreshToken()));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(19)
                .allSatisfy(answer -> assertThat(Case.answer(answer)).isEqualTo("401 INVALID_TOKEN"));
        var winner = tokens(answers.stream()
                .filter(answer -> answer.status() == 200)
                .findAny()
                .orElseThrow());
        assertThat(Case.answer(refresh(winner.refreshToken()))).isEqualTo("401 INVALID_TOKEN");
        assertThat(me(winner.token())).isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void logoutEndsTokensAndSocketsOfThisSessionAndOfNoOther() throws Exception {
        var other = alice.logInAgain();
        try (var client = HttpClient.newHttpClient()) {
            var mine = socket(client, alice.token());
            var others = socket(client, other.token());

            assertThat(Case.answer(
                            Wire.send(Service.USER, "POST", "/api/v1/auth/logout", Person.bearer(alice.token()), "")))
                    .isEqualTo("204");

            assertThat(me(alice.token())).isEqualTo("401 INVALID_TOKEN");
            assertThat(Case.answer(refresh(alice.refreshToken()))).isEqualTo("401 INVALID_TOKEN");
            assertThat(mine.get(30, TimeUnit.SECONDS)).isEqualTo(4401);
            assertThat(me(other.token())).isEqualTo("200");
            assertThat(others).isNotDone();
            client.shutdownNow(); // the other socket is still open
        }
    }

    @Test
    void listsSessionsAndEndsThem() {
        var phone = alice.logInAgain();
        var tablet = alice.logInAgain();

        assertThat(listed(phone)).containsExactlyInAnyOrder(alice.session(), phone.session(), tablet.session());

        delete(phone, "/" + tablet.session());
        assertThat(me(tablet.token())).isEqualTo("401 INVALID_TOKEN");

        delete(phone, "?keep_current=true");
        assertThat(listed(phone)).containsExactly(phone.session());
        assertThat(me(alice.token())).isEqualTo("401 INVALID_TOKEN");

        delete(phone, "");
        assertThat(me(phone.token())).isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void showsWhatAClientCallsItselfToItsUser() {
        var login = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(alice.email(), Person.PASSWORD);
        var headers = Map.of("User-Agent", "Pocket/1.0");
        var tokens = tokens(Wire.send(Service.USER, "POST", "/api/v1/auth/login", headers, login));

        var newest = sessions(tokens).getFirst();

        assertThat(newest.path("user_agent").asText()).isEqualTo("Pocket/1.0");
        assertThat(newest.path("current").asBoolean()).isTrue();
    }

    private Person tokens(Exchange answer) {
        assertThat(answer.status()).isEqualTo(200);
        var tokens = Person.json(answer);
        return new Person(
                alice.id(),
                alice.email(),
                tokens.path("access_token").asText(),
                tokens.path("refresh_token").asText());
    }

    private static Exchange refresh(String token) {
        return Wire.send(
                Service.USER, "POST", "/api/v1/auth/refresh", Map.of(), "{\"refresh_token\": \"%s\"}".formatted(token));
    }

    private static String me(String token) {
        return Case.answer(Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(token), ""));
    }

    private static void delete(Person person, String which) {
        var answer =
                Wire.send(Service.USER, "DELETE", "/api/v1/auth/sessions" + which, Person.bearer(person.token()), "");
        assertThat(Case.answer(answer)).isEqualTo("204");
    }

    private static List<String> listed(Person person) {
        return sessions(person).stream()
                .map(session -> session.path("id").asText())
                .toList();
    }

    private static List<JsonNode> sessions(Person person) {
        var answer = Wire.send(Service.USER, "GET", "/api/v1/auth/sessions", Person.bearer(person.token()), "");
        return StreamSupport.stream(Person.json(answer).path("sessions").spliterator(), false)
                .toList();
    }

    private static List<Exchange> atOnce(int times, Callable<Exchange> call) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Stream.generate(() -> call).limit(times).toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Completes with the code that the server closes it with.
    private static CompletableFuture<Integer> socket(HttpClient client, String token) throws Exception {
        var closed = new CompletableFuture<Integer>();
        client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(
                        URI.create(
                                "ws://127.0.0.1:%d/ws".formatted(TestNode.get().port(Service.MESSAGING))),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                                closed.complete(code);
                                return CompletableFuture.completedStage(null);
                            }
                        })
                .get(30, TimeUnit.SECONDS);
        return closed;
    }
}
