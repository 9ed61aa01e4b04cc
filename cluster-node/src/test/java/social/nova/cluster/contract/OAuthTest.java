package social.nova.cluster.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import social.nova.cluster.TestNode;
import social.nova.cluster.TestProviders;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Signing in by another service, with tokens of a real OpenID provider.
class OAuthTest {
    private static final TestProviders PROVIDERS = TestProviders.get();

    private final String subject = UUID.randomUUID().toString();
    private final String email = Person.newName() + "@example.com";

    @Test
    void whoIsNewGetsAVerifiedAccountAndComesBackToIt() {
        var first = me(authorize("google", token("google", email, true)));
        var again = me(authorize("google", token("google", "changed-" + email, false)));

        assertThat(first.get("email")).isEqualTo(email);
        assertThat(first.get("username")).matches(email.substring(0, email.indexOf('@')) + "_[0-9a-f]{8}");
        assertThat(again).isEqualTo(first);
    }

    @Test
    void anAccountIsMetByAnAddressThatIsProvedThereAndHere() {
        var alice = Person.register();

        var met = me(authorize("apple", token("apple", alice.email(), "true")));

        assertThat(met.get("id")).isEqualTo(alice.id());
    }

    @Test
    void anAddressThatTheServiceDoesNotVouchForLeadsNowhere() {
        var alice = Person.register();

        for (var verified : new Object[] {false, "false", 1, "yes"}) {
            assertThat(answer(authorize("google", token("google", alice.email(), verified))))
                    .isEqualTo("403 EMAIL_NOT_VERIFIED");
            assertThat(answer(authorize("google", token("google", email, verified))))
                    .isEqualTo("403 EMAIL_NOT_VERIFIED");
        }
        assertThat(answer(authorize("google", PROVIDERS.token("google", subject, Map.of()))))
                .isEqualTo("403 EMAIL_NOT_VERIFIED");
    }

    @Test
    void whoRegisteredSomebodyElsesAddressDoesNotGetThemWhenTheyCome() {
        var squatted = Person.unverified() + "@example.com";
        var link = new Mailbox(squatted).token(1);
        var byPassword = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(squatted, Person.PASSWORD);
        assertThat(answer(authorize("google", token("google", squatted, false))))
                .isEqualTo("403 EMAIL_NOT_VERIFIED");
        assertThat(answer(own("", "POST", "auth/login", byPassword))).isEqualTo("403 EMAIL_NOT_VERIFIED");

        var met = me(authorize("google", token("google", squatted, true)));

        assertThat(met.get("email")).isEqualTo(squatted);
        assertThat(answer(own("", "POST", "auth/login", byPassword))).isEqualTo("401 INVALID_CREDENTIALS");
        assertThat(answer(own("", "POST", "auth/verify-email", "{\"token\": \"%s\"}".formatted(link))))
                .isEqualTo("400 INVALID_TOKEN");
        assertThat(me(authorize("google", token("google", squatted, true)))).isEqualTo(met);
    }

    @Test
    void anotherOfTheSameServiceDoesNotGetAnAccountThatHasOne() {
        var alice = Person.register();
        assertThat(answer(link(alice, "google", token("google", email, true)))).isEqualTo("200");

        var mallory = PROVIDERS.token(
                "google", UUID.randomUUID().toString(), Map.of("email", alice.email(), "email_verified", true));

        assertThat(answer(authorize("google", mallory))).isEqualTo("409 CONFLICT");
        assertThat(answer(link(alice, "google", mallory))).isEqualTo("409 CONFLICT");
    }

    @Test
    void whatIsLinkedLeadsToItsAccountUntilItIsUnlinked() {
        var alice = Person.register();
        var token = token("google", email, true);

        assertThat(answer(link(alice, "google", token))).isEqualTo("200");
        assertThat(answer(link(alice, "google", token))).isEqualTo("200");
        assertThat(me(authorize("google", token)).get("id")).isEqualTo(alice.id());
        assertThat(answer(link(Person.register(), "google", token))).isEqualTo("409 CONFLICT");
        assertThat(linked(alice)).containsExactly("google");
        assertThat(answer(unlink(alice.token(), "google"))).isEqualTo("204");
        assertThat(answer(unlink(alice.token(), "google"))).isEqualTo("204");
        assertThat(linked(alice)).isEmpty();
        new Mailbox(alice.email()).await("A way to sign in was removed");

        assertThat(me(authorize("google", token)).get("id")).isNotEqualTo(alice.id());
    }

    @Test
    void aResetUnlinksNothingAndItsMailSaysSo() {
        var alice = Person.register();
        var mallorys = token("google", email, true);
        assertThat(answer(link(alice, "google", mallorys))).isEqualTo("200");
        assertThat(answer(own("", "POST", "auth/forgot-password", "{\"email\": \"%s\"}".formatted(alice.email()))))
                .isEqualTo("200");
        var token = new Mailbox(alice.email()).token(2);

        var reset = "{\"token\": \"%s\", \"password\": \"New%s\"}".formatted(token, Person.PASSWORD);
        assertThat(answer(own("", "POST", "auth/reset-password", reset))).isEqualTo("200");

        assertThat(answer(own(alice.token(), "GET", "users/me", ""))).isEqualTo("401 INVALID_TOKEN");
        assertThat(me(authorize("google", mallorys)).get("id")).isEqualTo(alice.id());
        new Mailbox(alice.email()).awaitText("still sign in");
    }

    @Test
    void theLastWayInStays() {
        var entered = accessToken(authorize("google", token("google", email, true)));
        assertThat(answer(unlink(entered, "google"))).isEqualTo("400 LAST_WAY_IN");
        var apple = PROVIDERS.token("apple", subject, Map.of());
        assertThat(answer(send("POST", "link", entered, body("apple", apple, null))))
                .isEqualTo("200");

        assertThat(answer(unlink(entered, "google"))).isEqualTo("204");
        assertThat(answer(unlink(entered, "apple"))).isEqualTo("400 LAST_WAY_IN");
        assertThat(answer(authorize("apple", apple))).isEqualTo("200");
    }

    @Test
    void aLinkThatWasBrokenOffHalfWayIsWholeOnceSomebodyComesByIt() throws Exception {
        var entered = authorize("google", token("google", email, true));
        var google = accessToken(entered);
        linkedInTheTableAlone("apple", requireNonNull(me(entered).get("id")));

        assertThat(answer(authorize("apple", PROVIDERS.token("apple", subject, Map.of()))))
                .isEqualTo("200");

        assertThat(answer(unlink(google, "google"))).isEqualTo("204");
        assertThat(answer(unlink(google, "apple"))).isEqualTo("400 LAST_WAY_IN");
    }

    @Test
    void aLinkThatIsUnlinkedBeforeItIsWholeIsNoWayIn() throws Exception {
        var entered = accessToken(authorize("google", token("google", email, true)));
        var apple = PROVIDERS.token("apple", subject, Map.of());
        change("""
                CREATE FUNCTION unlinked_now() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN DELETE FROM identities WHERE provider = OLD.provider AND subject = OLD.subject; RETURN NULL; END';
                CREATE TRIGGER unlinked_now BEFORE UPDATE ON identities FOR EACH ROW
                    WHEN (OLD.provider = 'apple' AND OLD.subject = '%s') EXECUTE FUNCTION unlinked_now()
                """.formatted(subject));
        try {
            assertThat(answer(send("POST", "link", entered, body("apple", apple, null))))
                    .isEqualTo("409 CONFLICT");
        } finally {
            change("DROP TRIGGER unlinked_now ON identities; DROP FUNCTION unlinked_now()");
        }

        assertThat(answer(unlink(entered, "google"))).isEqualTo("400 LAST_WAY_IN");
    }

    @Test
    void whoHasNoPasswordProvesThemselvesByAFreshTokenOfTheirsAndNoOther() {
        var entered = accessToken(authorize("google", token("google", email, true)));
        var old = Instant.now().minus(Duration.ofMinutes(6)).getEpochSecond();
        var others = UUID.randomUUID().toString();

        for (var wrong : List.of(
                PROVIDERS.token("google", subject, Map.of("iat", old)),
                PROVIDERS.token("google", others, Map.of("email", email, "email_verified", true)),
                PROVIDERS.token("apple", subject, Map.of()),
                "x")) {
            assertThat(answer(own(entered, "POST", "auth/2fa/enable", body("google", wrong, null))))
                    .isEqualTo("401 INVALID_CREDENTIALS");
        }
        var proof = body("google", token("google", email, true), null);
        assertThat(answer(own(entered, "POST", "auth/2fa/enable", proof))).isEqualTo("200");
        assertThat(answer(own(entered, "DELETE", "users/me", proof))).isEqualTo("204");

        assertThat(answer(own(entered, "GET", "users/me", ""))).isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void whoHasAPasswordProvesThemselvesByIt() {
        var alice = Person.register();
        assertThat(answer(link(alice, "google", token("google", email, true)))).isEqualTo("200");

        assertThat(answer(own(alice.token(), "DELETE", "users/me", body("google", token("google", email, true), null))))
                .isEqualTo("401 INVALID_CREDENTIALS");
    }

    @Test
    void whoHasNoPasswordSetsTheirFirstOneByMail() {
        accessToken(authorize("google", token("google", email, true)));
        assertThat(answer(own("", "POST", "auth/forgot-password", "{\"email\": \"%s\"}".formatted(email))))
                .isEqualTo("200");
        var reset = "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(new Mailbox(email).token(1), Person.PASSWORD);
        assertThat(answer(own("", "POST", "auth/reset-password", reset))).isEqualTo("200");

        var login = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, Person.PASSWORD);
        var entered = accessToken(own("", "POST", "auth/login", login));
        assertThat(answer(own(entered, "DELETE", "users/me", "{\"password\": \"%s\"}".formatted(Person.PASSWORD))))
                .isEqualTo("204");
    }

    @Test
    void whoHasNoPasswordLogsInByNoneAndIsToldSo() {
        var entered = accessToken(authorize("google", token("google", email, true)));

        assertThat(answer(Wire.send(Service.USER, "POST", "/api/v1/auth/login", Map.of(), """
                {"email": "%s", "password": ""}""".formatted(email))))
                .isEqualTo("401 INVALID_CREDENTIALS");
        assertThat(answer(Wire.send(
                        Service.USER,
                        "POST",
                        "/api/v1/auth/2fa/enable",
                        Person.bearer(entered),
                        "{\"password\": \"\"}")))
                .isEqualTo("400 NO_PASSWORD");
    }

    @Test
    void aSecondFactorIsAskedForHereToo() {
        var alice = Person.register();
        var authenticator = Authenticator.of(alice);

        var entered = authorize("google", token("google", alice.email(), true));

        assertThat(entered.status()).isEqualTo(202);
        var session = Person.json(entered).path("session_id").asText();
        assertThat(answer(Authenticator.verify(session, authenticator.backupCode())))
                .isEqualTo("200");
    }

    @Test
    void ofManyAtOnceAllComeToOneAccount() throws Exception {
        var token = token("google", email, true);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ids = new ArrayList<Object>();
            for (var entered :
                    threads.invokeAll(Stream.generate(() -> (Callable<Exchange>) () -> authorize("google", token))
                            .limit(10)
                            .toList())) {
                ids.add(me(entered.get()).get("id"));
            }
            assertThat(ids).hasSize(10).containsOnly(ids.getFirst());
        }
    }

    @Test
    void aNonceMustBeTheTokensOwnAndIsGoodOnce() {
        var nonce = UUID.randomUUID().toString();
        var token = PROVIDERS.token("google", subject, Map.of("email", email, "email_verified", true, "nonce", nonce));

        assertThat(answer(send("POST", "authorize", null, body("google", token, "another"))))
                .isEqualTo("401 INVALID_TOKEN");
        assertThat(answer(send("POST", "authorize", null, body("google", token, nonce))))
                .isEqualTo("200");
        assertThat(answer(send("POST", "authorize", null, body("google", token, nonce))))
                .isEqualTo("401 INVALID_TOKEN");
    }

    @Test
    void aServiceThatIsAwayIsAnsweredSoonAndAtOnceAfterThat() {
        var token = token("facebook", email, true);
        for (var n = 0; n < 3; n++) {
            assertThat(answer(authorize("facebook", token))).isEqualTo("503 SERVICE_UNAVAILABLE");
        }

        var began = Instant.now();
        assertThat(answer(authorize("facebook", token))).isEqualTo("503 SERVICE_UNAVAILABLE");
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @TestFactory
    Stream<DynamicTest> noForgedTokenOpensAnything() {
        var alice = Person.register();
        assertThat(answer(link(alice, "google", token("google", alice.email(), true))))
                .isEqualTo("200");
        return forged(alice.email()).entrySet().stream()
                .flatMap(attack -> Stream.of(
                        DynamicTest.dynamicTest(
                                attack.getKey() + " at authorize",
                                () -> assertThat(answer(authorize("google", attack.getValue())))
                                        .isEqualTo("401 INVALID_TOKEN")),
                        DynamicTest.dynamicTest(
                                attack.getKey() + " at link",
                                () -> assertThat(answer(link(alice, "google", attack.getValue())))
                                        .isEqualTo("401 INVALID_TOKEN"))));
    }

    private Map<String, String> forged(String victim) {
        Map<String, Object> claims = Map.of("email", victim, "email_verified", true);
        var good = PROVIDERS.token("google", subject, claims);
        var parts = good.split("\\.", -1);
        var ours = new LinkedHashMap<String, Object>(claims);
        ours.putAll(Map.of(
                "iss",
                PROVIDERS.issuer("google"),
                "aud",
                TestProviders.CLIENT_ID,
                "sub",
                subject,
                "iat",
                Instant.now().getEpochSecond(),
                "exp",
                Instant.now().getEpochSecond() + 600));
        var mine = new Token(Map.of("alg", "RS256", "typ", "JWT", "kid", "google"), ours);
        var forged = new LinkedHashMap<String, String>();
        forged.put("for another client", PROVIDERS.token("google", subject, "somebody", claims, 3_600));
        forged.put("of another issuer", PROVIDERS.token("evil", subject, claims));
        forged.put("of another service", PROVIDERS.token("apple", subject, claims));
        forged.put("expired", PROVIDERS.token("google", subject, TestProviders.CLIENT_ID, claims, -10));
        forged.put("signed by another under the service's kid", mine.signed(key(), "SHA256withRSA"));
        forged.put("with an unknown kid", mine.header("kid", "made-up").signed(key(), "SHA256withRSA"));
        forged.put("without a kid", mine.header("kid", null).signed(key(), "SHA256withRSA"));
        forged.put(
                "with a key of its own",
                mine.header("jku", "http://127.0.0.1:1/jwks").signed(key(), "SHA256withRSA"));
        for (var none : List.of("none", "None", "NONE", "")) {
            forged.put("alg \"%s\"".formatted(none), mine.header("alg", none).withSignature(new byte[0]));
        }
        forged.put(
                "HS256 under nothing much",
                mine.header("alg", "HS256").authenticated("secret".getBytes(StandardCharsets.UTF_8)));
        forged.put(
                "changed", parts[0] + "." + base64(decoded(parts[1]).replace(subject, "x" + subject)) + "." + parts[2]);
        forged.put("without a signature", parts[0] + "." + parts[1] + ".");
        forged.put("one of ours", Person.register().token());
        forged.put("nonsense", "x");
        forged.put("dots", "..");
        forged.put("long", "a".repeat(100_000));
        return forged;
    }

    private void linkedInTheTableAlone(String provider, String user) throws SQLException {
        try (var connection = TestNode.get().database();
                var insert = connection.prepareStatement(
                        "INSERT INTO identities (provider, subject, user_id) VALUES (?, ?, ?::uuid)")) {
            insert.setString(1, provider);
            insert.setString(2, subject);
            insert.setString(3, user);
            insert.executeUpdate();
        }
    }

    private static void change(String sql) throws SQLException {
        try (var connection = TestNode.get().database();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String token(String provider, String address, Object verified) {
        return PROVIDERS.token(provider, subject, Map.of("email", address, "email_verified", verified));
    }

    private static Exchange authorize(String provider, String token) {
        return send("POST", "authorize", null, body(provider, token, null));
    }

    private static Exchange link(Person person, String provider, String token) {
        return send("POST", "link", person.token(), body(provider, token, null));
    }

    private static List<String> linked(Person person) {
        return Person.json(send("GET", "link", person.token(), "")).findValuesAsText("provider");
    }

    private static Exchange unlink(String accessToken, String provider) {
        return send("DELETE", "link/" + provider, accessToken, "");
    }

    /// What is asked for below `/api/v1/`.
    private static Exchange own(String accessToken, String method, String path, String body) {
        var credentials = accessToken.isEmpty() ? Map.<String, String>of() : Person.bearer(accessToken);
        return Wire.send(Service.USER, method, "/api/v1/" + path, credentials, body);
    }

    private static Exchange send(String method, String path, @Nullable String accessToken, String body) {
        var credentials = accessToken == null ? Map.<String, String>of() : Person.bearer(accessToken);
        return Wire.send(Service.USER, method, "/api/v1/auth/oauth/" + path, credentials, body);
    }

    private static String body(String provider, String token, @Nullable String nonce) {
        var end = nonce == null ? "" : ", \"nonce\": \"" + nonce + "\"";
        return "{\"provider\": \"%s\", \"token\": \"%s\"%s}".formatted(provider, token, end);
    }

    private static String accessToken(Exchange entered) {
        assertThat(answer(entered)).isEqualTo("200");
        return Person.json(entered).path("access_token").asText();
    }

    private static Map<String, String> me(Exchange entered) {
        var me = Person.json(
                Wire.send(Service.USER, "GET", "/api/v1/users/me", Person.bearer(accessToken(entered)), ""));
        return Map.of(
                "id", me.path("id").asText(),
                "email", me.path("email").asText(),
                "username", me.path("username").asText());
    }

    private static String answer(Exchange exchange) {
        return Case.answer(exchange);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static PrivateKey key() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPrivate();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has RSA
        }
    }
}
