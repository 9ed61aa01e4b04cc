package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Authorization;
import akka.japi.function.Function;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Authentication;
import social.nova.http.common.Errors;
import social.nova.http.common.HttpSettings.PasswordHash;
import social.nova.http.contract.CheckedPipeline;
import social.nova.http.graph.Visibility;
import social.nova.http.user.FakeUsers;
import social.nova.http.user.Profiles;
import social.nova.http.user.UserRoutes;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.protocols.contract.Service;
import social.nova.protocols.user.UserAccount;
import social.nova.protocols.user.UserSessions;

/// From registration to one's own profile, as a client sees it.
class AccountRoutesTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final PasswordHashing HASHING = new PasswordHashing(PasswordHashingTest.CHEAP);
    private static final PasswordHashing DEARER = new PasswordHashing(new PasswordHash(64, 2, 1, 1, 100));
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final String PASSWORD = "SecurePass123!";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FakeUsers entities = new FakeUsers(ACTORS);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> development = routes(false);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> production = routes(true);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> dearer = routes(false, DEARER);

    private final String name = "n" + UUID.randomUUID().toString().substring(0, 8);
    private final String email = name + "@example.com";

    @AfterAll
    static void shutDown() {
        HASHING.close();
        DEARER.close();
        ACTORS.shutdownTestKit();
    }

    private record Answer(int status, JsonNode body) {
        String error() {
            return body.path("error").asText();
        }
    }

    @Test
    void registersAndSaysWhatToDoNext() throws Exception {
        var answer = register();

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().path("email").asText()).isEqualTo(email);
        assertThat(answer.body().path("username").asText()).isEqualTo(name);
        assertThat(answer.body().path("message").asText())
                .isEqualTo("Registration successful. Please verify your email.");
        assertThat(answer.body().fieldNames()).toIterable().containsExactly("id", "email", "username", "message");
    }

    @Test
    void namesEveryMistakeInARegistration() throws Exception {
        var answer = post("/api/v1/auth/register", "{\"email\": \"x\", \"password\": \"weak\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.body().path("details").asText()).contains("email: ", "username: ", "password: ");
    }

    @Test
    void refusesATakenAddressWith409() throws Exception {
        register();

        var again = register();

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.error()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void unknownAddressAndWrongPasswordAreAlike() throws Exception {
        register();

        var wrong = login("WrongPass123!");
        var unknown = post("/api/v1/auth/login", """
                {"email": "nobody-%s", "password": "%s"}""".formatted(email, PASSWORD));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.error()).isEqualTo("INVALID_CREDENTIALS");
        assertThat(unknown).isEqualTo(wrong);
        assertThat(post("/api/v1/auth/login", "{\"email\": \"\\u0000\", \"password\": \"x\"}"))
                .isEqualTo(wrong);
    }

    @Test
    void onlyTheRightPasswordLearnsThatTheAddressIsNotVerified() throws Exception {
        register();

        assertThat(login(PASSWORD).status()).isEqualTo(403);
        assertThat(login(PASSWORD).error()).isEqualTo("EMAIL_NOT_VERIFIED");
        assertThat(login("WrongPass123!").error()).isEqualTo("INVALID_CREDENTIALS");
    }

    @Test
    void logsInAfterVerifyingAndShowsOnesOwnProfile() throws Exception {
        var id = register().body().path("id").asText();
        post("/api/v1/auth/dev-verify", "{\"user_id\": \"%s\"}".formatted(id));

        var tokens = login(PASSWORD);
        var me = call(
                development,
                HttpRequest.GET("/api/v1/users/me")
                        .addHeader(Authorization.oauth2(
                                tokens.body().path("access_token").asText())));

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.body().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(tokens.body().path("expires_in").asInt()).isEqualTo(900);
        assertThat(me.body()).isEqualTo(MAPPER.readTree("""
                {"id": "%s", "username": "%s", "email": "%s", "display_name": null, "bio": null, "avatar_url": null,
                 "cover_photo_url": null, "location": null, "private_account": false, "totp_enabled": false,
                 "created_at": "2025-01-15T08:30:00Z"}""".formatted(id, name, email)));
    }

    @Test
    void theEntityRemembersTheSessionAndOnlyTheHashOfItsRefreshToken() throws Exception {
        register();
        post("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email));

        var refreshToken = login(PASSWORD).body().path("refresh_token").asText();

        var opened = entities.told(UserSessions.OpenSession.class).getFirst();
        assertThat(opened.refreshTokenHash())
                .isEqualTo(RefreshToken.parse(refreshToken).orElseThrow().hash());
        assertThat(opened.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(opened.password())
                .as("the one that was checked")
                .isEqualTo(entities.told(UserAccount.Register.class).getFirst().passwordHash());
    }

    @Test
    void aCheapHashIsRenewedByTheFirstLoginThatIsRight() throws Exception {
        register();
        var wrong = call(dearer, loginRequest("WrongPass123!"));
        var unverified = call(dearer, loginRequest(PASSWORD));
        post("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unverified.status()).isEqualTo(403);
        assertThat(entities.told(UserAccount.RenewPasswordHash.class)).isEmpty();

        for (var n = 0; n < 3; n++) {
            assertThat(call(dearer, loginRequest(PASSWORD)).status()).isEqualTo(200);
        }

        assertThat(entities.told(UserAccount.RenewPasswordHash.class)).hasSize(1);
        assertThat(login(PASSWORD).status()).as("at a node of the cheaper cost").isEqualTo(200);
        assertThat(entities.told(UserAccount.RenewPasswordHash.class)).hasSize(1);
    }

    @Test
    void whoseHashCannotBeRenewedLogsInNevertheless() throws Exception {
        register();
        post("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email));
        entities.refuseRenewals();

        assertThat(call(dearer, loginRequest(PASSWORD)).status()).isEqualTo(200);
        assertThat(call(dearer, loginRequest(PASSWORD)).status()).isEqualTo(200);

        assertThat(entities.told(UserAccount.RenewPasswordHash.class)).hasSize(2);
    }

    @Test
    void verifiesByIdOrAddressAsOftenAsOneLikes() throws Exception {
        register();

        for (var n = 0; n < 2; n++) {
            var answer = post("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email));
            assertThat(answer).isEqualTo(new Answer(200, MAPPER.readTree("""
                    {"message": "Email verified successfully", "email_verified": true}""")));
        }
    }

    @Test
    void verifiesNobodyWhoIsNotThere() throws Exception {
        assertThat(post("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email))
                        .error())
                .isEqualTo("USER_NOT_FOUND");
        assertThat(post("/api/v1/auth/dev-verify", "{\"user_id\": \"%s\"}".formatted(UUID.randomUUID())))
                .extracting(Answer::status, Answer::error)
                .containsExactly(404, "USER_NOT_FOUND");
        assertThat(post("/api/v1/auth/dev-verify", "{}").status()).isEqualTo(400);
        assertThat(post("/api/v1/auth/dev-verify", "{\"user_id\": \"5\"}")
                        .body()
                        .path("details")
                        .asText())
                .isEqualTo("user_id: is not valid");
    }

    @Test
    void hasNoDevVerifyInProduction() throws Exception {
        var answer = call(production, request("/api/v1/auth/dev-verify", "{\"email\": \"%s\"}".formatted(email)));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("NOT_FOUND");
    }

    @Test
    void publishesItsKeys() throws Exception {
        var answer = call(production, HttpRequest.GET("/.well-known/jwks.json"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("keys").path(0).path("kty").asText()).isEqualTo("RSA");
        assertThat(answer.body().path("keys").path(0).has("d")).isFalse();
    }

    private Answer register() throws Exception {
        return post("/api/v1/auth/register", """
                {"email": "%s", "username": "%s", "password": "%s"}""".formatted(email, name, PASSWORD));
    }

    private Answer login(String password) throws Exception {
        return call(development, loginRequest(password));
    }

    private HttpRequest loginRequest(String password) {
        return request("/api/v1/auth/login", """
                {"email": "%s", "password": "%s"}""".formatted(email, password));
    }

    private Answer post(String path, String body) throws Exception {
        return call(development, request(path, body));
    }

    private static HttpRequest request(String path, String body) {
        return HttpRequest.POST(path).withEntity(ContentTypes.APPLICATION_JSON, body);
    }

    private static Answer call(Function<HttpRequest, CompletionStage<HttpResponse>> routes, HttpRequest request)
            throws Exception {
        var response = routes.apply(request).toCompletableFuture().get(30, TimeUnit.SECONDS);
        var body = response.entity()
                .toStrict(1_000, ACTORS.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return new Answer(
                response.status().intValue(), MAPPER.readTree(body.getData().utf8String()));
    }

    private Function<HttpRequest, CompletionStage<HttpResponse>> routes(boolean isProduction) {
        return routes(isProduction, HASHING);
    }

    private Function<HttpRequest, CompletionStage<HttpResponse>> routes(boolean isProduction, PasswordHashing hashing) {
        var database = TestDatabase.get();
        var accounts = new AccountRepository(database);
        var keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
        var users = entities.users();
        var profiles = new Profiles(
                users, keys, new ProfileRepository(database), new Visibility(new RelationRepository(database)));
        var tokenKeys = TestKeys.tokenKeys();
        var accessTokens = new AccessTokens(tokenKeys, Duration.ofMinutes(15), CLOCK, UUID::randomUUID);
        var sessions = new Sessions(
                users,
                keys,
                new SessionTokens(accessTokens, Duration.ofDays(7), CLOCK, UUID::randomUUID),
                new Revocations(new RevokedSessions(database), _ -> {}, CLOCK));
        var parts = new TestCredentials(database, keys, users, ACTORS.system().executionContext());
        var account = new AccountRoutes(
                new Registration(accounts, profiles, hashing, UUID::randomUUID),
                new Login(accounts, keys, hashing, users, new Entrance(users, sessions, CLOCK)),
                parts.guard(),
                tokenKeys);
        var credentials =
                parts.routes(new PasswordChange(keys, hashing, users, sessions, accounts), hashing, isProduction);
        var user = new UserRoutes(profiles, new FollowRepository(database));
        var endpoints = Stream.of(account.endpoints(), credentials.endpoints(), user.endpoints())
                .flatMap(List::stream)
                .toList();
        return new CheckedPipeline(
                        Service.USER,
                        endpoints,
                        new Authentication(accessTokens::verify),
                        new Errors(CLOCK),
                        ACTORS.system())::answer;
    }
}
