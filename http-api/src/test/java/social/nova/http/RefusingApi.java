package social.nova.http;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import social.nova.http.account.AccessTokens;
import social.nova.http.account.AccountRoutes;
import social.nova.http.account.Entrance;
import social.nova.http.account.Erasure;
import social.nova.http.account.ErasureRoutes;
import social.nova.http.account.Login;
import social.nova.http.account.PasswordChange;
import social.nova.http.account.PasswordHashing;
import social.nova.http.account.Registration;
import social.nova.http.account.Revocations;
import social.nova.http.account.RoleRoutes;
import social.nova.http.account.SecondFactorRoutes;
import social.nova.http.account.SecondFactors;
import social.nova.http.account.SessionRoutes;
import social.nova.http.account.SessionTokens;
import social.nova.http.account.Sessions;
import social.nova.http.account.TestCredentials;
import social.nova.http.account.TestKeys;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.common.HttpSettings;
import social.nova.http.contract.ContractRoutes;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ConversationListing;
import social.nova.http.conversation.ConversationOpening;
import social.nova.http.conversation.ConversationReading;
import social.nova.http.conversation.ConversationRoutes;
import social.nova.http.conversation.ConversationSignals;
import social.nova.http.conversation.Conversations;
import social.nova.http.conversation.GroupRoutes;
import social.nova.http.conversation.ListRoutes;
import social.nova.http.conversation.MessageReading;
import social.nova.http.conversation.MessageRoutes;
import social.nova.http.conversation.MessageSearching;
import social.nova.http.conversation.MessageSending;
import social.nova.http.conversation.SearchRoutes;
import social.nova.http.discovery.DiscoverRoutes;
import social.nova.http.discovery.Suggestions;
import social.nova.http.export.DownloadLinks;
import social.nova.http.export.ExportRoutes;
import social.nova.http.export.Exporter;
import social.nova.http.graph.GraphRoutes;
import social.nova.http.graph.Visibility;
import social.nova.http.health.Health;
import social.nova.http.health.HealthRoutes;
import social.nova.http.limit.RateLimits;
import social.nova.http.metrics.MetricsRoutes;
import social.nova.http.oauth.Identities;
import social.nova.http.oauth.OAuthRoutes;
import social.nova.http.oauth.ProviderTokens;
import social.nova.http.oauth.TestProviders;
import social.nova.http.realtime.ChatRoutes;
import social.nova.http.realtime.ChatSocket;
import social.nova.http.realtime.Hubs;
import social.nova.http.realtime.SocketMeters;
import social.nova.http.realtime.SocketSettings;
import social.nova.http.routing.Cors;
import social.nova.http.routing.Endpoint;
import social.nova.http.routing.Pipeline;
import social.nova.http.routing.RequestMeters;
import social.nova.http.routing.Servers;
import social.nova.http.routing.ShippedHttp;
import social.nova.http.routing.StandardHeaders;
import social.nova.http.user.FakeUsers;
import social.nova.http.user.Profiles;
import social.nova.http.user.PublicKeyRoutes;
import social.nova.http.user.PublicKeys;
import social.nova.http.user.UserRoutes;
import social.nova.media.common.ObjectStore;
import social.nova.media.common.ObjectStoreSettings;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.IdentityRepository;
import social.nova.persistence.account.RevokedSessions;
import social.nova.persistence.account.RoleRepository;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.ListRepository;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.conversation.MessageSearch;
import social.nova.persistence.erasure.Erasers;
import social.nova.persistence.erasure.ErasureRepository;
import social.nova.persistence.export.ExportRepository;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.graph.SuggestionRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.PublicKeyRepository;
import social.nova.protocols.common.Answerable;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Service;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.session.Session;
import social.nova.protocols.settings.Secret;

/// Every route of the table, served to somebody whom every conversation refuses. One for all tests of the process,
/// which ends with it.
///
/// @param ports of the services
record RefusingApi(ApiRoutes routes, Map<Service, Integer> ports) {
    private static final ActorTestKit ACTORS = ActorTestKit.create(ShippedHttp.over(TestDatabase.journal()));
    private static final UserId CALLER = UserId.of(UUID.randomUUID());
    private static final PasswordHashing HASHING = new PasswordHashing(new HttpSettings.PasswordHash(64, 1, 1, 1, 100));
    private static final Map<Service, URI> ADDRESSES = Map.of(
            Service.USER, URI.create("http://localhost:8080"),
            Service.MESSAGING, URI.create("http://localhost:8085"),
            Service.SEARCH, URI.create("http://localhost:8081"));

    private static final ObjectStoreSettings NOWHERE = new ObjectStoreSettings(
            "media",
            "us-east-1",
            new Secret("id"),
            new Secret("secret"),
            Optional.of(URI.create("http://127.0.0.1:1")));

    private static final RefusingApi API = start();

    static RefusingApi get() {
        return API;
    }

    int port(Service service) {
        return Objects.requireNonNull(ports.get(service), "every service has a port");
    }

    private static RefusingApi start() {
        try {
            var routes = all();
            var ports = new EnumMap<Service, Integer>(Service.class);
            for (var service : Service.values()) {
                ports.put(service, serve(routes.of(service)));
            }
            return new RefusingApi(routes, Map.copyOf(ports));
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int serve(List<Endpoint> endpoints) throws Exception {
        var pipeline = new Pipeline(
                endpoints,
                new Authentication(_ -> Optional.of(new Caller(CALLER, "session", Instant.MAX, "key"))),
                new Errors(InstantSource.system()),
                new Pipeline.Policies(
                        new RequestMeters(new SimpleMeterRegistry()),
                        RateLimits.none(),
                        Cors.nobody(),
                        StandardHeaders.of(false)),
                ACTORS.system());
        return Servers.bind(ACTORS.system(), "127.0.0.1", 0, pipeline::answer)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .localAddress()
                .getPort();
    }

    private static ApiRoutes all() throws Exception {
        var clock = InstantSource.system();
        var database = TestDatabase.get();
        var accounts = new AccountRepository(database);
        var members = new MemberRepository(database);
        var keys = new DataKeys(database, TestDatabase.MASTER_KEYSET);
        keys.create(CALLER).toCompletableFuture().get(30, TimeUnit.SECONDS);
        var users = new FakeUsers(ACTORS).users();
        var visibility = new Visibility(new RelationRepository(database));
        var profiles = new Profiles(users, keys, new ProfileRepository(database), visibility);
        var tokenKeys = TestKeys.tokenKeys();
        var revocations = new Revocations(new RevokedSessions(database), _ -> {}, clock);
        var sessions = new Sessions(
                users,
                keys,
                new SessionTokens(
                        new AccessTokens(tokenKeys, Duration.ofMinutes(15), clock, UUID::randomUUID),
                        Duration.ofDays(7),
                        clock,
                        UUID::randomUUID),
                revocations);
        var exports = new ExportRepository(
                database, new ExportRepository.Times(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofDays(1)));
        var parts = new TestCredentials(database, keys, users, ACTORS.system().executionContext());
        var nobody = ACTORS.spawn(refusing());
        var conversations = new Conversations(
                new ConversationIds(new byte[32]),
                id -> TestEntityRef.of(Conversation.TYPE_KEY, id.value(), nobody),
                new Admission(256, database.watch(), () -> false),
                new Asks(Duration.ofSeconds(2), new SimpleMeterRegistry()));
        var sending = new MessageSending(conversations, UUID::randomUUID);
        var reading = new MessageReading(conversations, new ConversationHistory(database, ACTORS.system()), keys);
        var lists = new ListRepository(database);
        var session = ACTORS.spawn(Behaviors.<Session.Command>ignore());
        var health = new Health(List.of());
        health.serving(true);
        var entrance = new Entrance(users, sessions, clock);
        var secondFactors = new SecondFactors(users, keys, parts.owners(HASHING), clock, UUID::randomUUID);
        var registration = new Registration(accounts, profiles, HASHING, UUID::randomUUID);
        var identities = new IdentityRepository(database);
        var tokens = new ProviderTokens(TestProviders.SETTINGS, identities, clock, Thread.ofVirtual()::start);
        return new ApiRoutes(
                new HealthRoutes(health, "0.1.0", clock),
                new MetricsRoutes(() -> "", Runnable::run),
                new AccountRoutes(
                        registration, new Login(accounts, keys, HASHING, users, entrance), parts.guard(), tokenKeys),
                new SessionRoutes(sessions),
                parts.routes(new PasswordChange(keys, HASHING, users, sessions, accounts), HASHING, false),
                new SecondFactorRoutes(secondFactors, sessions),
                new OAuthRoutes(new Identities(tokens, identities, accounts, registration, users), entrance),
                new ErasureRoutes(
                        parts.owners(HASHING),
                        new Erasure(
                                new ErasureRepository(database, Duration.ofMinutes(1)),
                                sessions,
                                keys,
                                Erasers.ofTables(database),
                                accounts)),
                new RoleRoutes(new RoleRepository(database)),
                new UserRoutes(profiles, new FollowRepository(database)),
                new PublicKeyRoutes(new PublicKeys(users, keys, new PublicKeyRepository(database)), profiles),
                new ExportRoutes(
                        exports,
                        Optional.of(new Exporter(
                                exports,
                                List.of(),
                                new ObjectStore(NOWHERE, ACTORS.system()),
                                UUID::randomUUID,
                                ACTORS.system())),
                        new DownloadLinks(new byte[32], URI.create("http://localhost:8080"), clock),
                        UUID::randomUUID),
                GraphRoutes.over(database, _ -> CompletableFuture.completedStage(Done.getInstance())),
                new DiscoverRoutes(new Suggestions(
                        new SuggestionRepository(database), new ProfileRepository(database), visibility, clock)),
                new ListRoutes(
                        new ConversationListing(
                                conversations,
                                lists,
                                new ConversationListing.People(keys, new ProfileRepository(database), visibility),
                                ACTORS.system()),
                        new ConversationReading(conversations, keys),
                        lists),
                new ConversationRoutes(
                        conversations,
                        new ConversationOpening(conversations, members, visibility, keys, new Random(1)),
                        sending,
                        reading,
                        keys),
                new GroupRoutes(conversations, members, visibility, keys),
                new MessageRoutes(conversations, sending, reading, keys),
                new SearchRoutes(new MessageSearching(
                        conversations,
                        new MessageSearch(database, new ConversationHistory(database, ACTORS.system())),
                        keys)),
                new ChatRoutes(
                        Cors.nobody(),
                        SocketSettings.DEFAULTS,
                        new ChatSocket.Surroundings(
                                sending,
                                new ChangeReading(
                                        conversations, new ConversationHistory(database, ACTORS.system()), keys),
                                new ConversationSignals(conversations),
                                members::of,
                                keys,
                                revocations,
                                id -> TestEntityRef.of(Session.TYPE_KEY, id.value(), session),
                                new OneNode(),
                                ACTORS.<Hubs.Command>createTestProbe().ref(),
                                new SocketMeters(new SimpleMeterRegistry()),
                                new Random(1),
                                clock),
                        ACTORS.system()),
                new ContractRoutes(ADDRESSES));
    }

    private static Behavior<Conversation.Command> refusing() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case ConversationMembers.Open open -> open.replyTo().tell(ErrorCode.CONFLICT.refusal());
                case Answerable<?> other -> other.refuse(ErrorCode.NOT_CONVERSATION_MEMBER);
                default -> {}
            }
            return Behaviors.same();
        });
    }
}
