package social.nova.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import social.nova.cluster.metrics.ApiMeters;
import social.nova.cluster.metrics.Meters;
import social.nova.cluster.pulse.Pulse;
import social.nova.http.ApiRoutes;
import social.nova.http.account.AccountExport;
import social.nova.http.account.AdminCreation;
import social.nova.http.account.Erasure;
import social.nova.http.account.ErasureRoutes;
import social.nova.http.account.PasswordHashing;
import social.nova.http.account.RoleRoutes;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.common.Errors;
import social.nova.http.common.HttpSettings;
import social.nova.http.common.Repeats;
import social.nova.http.contract.ContractRoutes;
import social.nova.http.conversation.ChangeReading;
import social.nova.http.conversation.ConversationErasure;
import social.nova.http.conversation.ConversationExport;
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
import social.nova.http.conversation.OwnMessages;
import social.nova.http.conversation.SearchRoutes;
import social.nova.http.discovery.DiscoverRoutes;
import social.nova.http.discovery.Suggestions;
import social.nova.http.export.DownloadLinks;
import social.nova.http.export.ExportRoutes;
import social.nova.http.export.Exporter;
import social.nova.http.graph.GraphExport;
import social.nova.http.graph.GraphRoutes;
import social.nova.http.graph.Visibility;
import social.nova.http.health.Health;
import social.nova.http.health.HealthRoutes;
import social.nova.http.limit.ClientAddress;
import social.nova.http.limit.RateLimits;
import social.nova.http.metrics.MetricsRoutes;
import social.nova.http.oauth.IdentityExport;
import social.nova.http.realtime.ChatRoutes;
import social.nova.http.realtime.ChatSocket;
import social.nova.http.realtime.HubMeters;
import social.nova.http.realtime.Hubs;
import social.nova.http.realtime.SocketMeters;
import social.nova.http.realtime.SocketSettings;
import social.nova.http.routing.Cors;
import social.nova.http.routing.Pipeline;
import social.nova.http.routing.StandardHeaders;
import social.nova.http.user.ProfileExport;
import social.nova.http.user.Profiles;
import social.nova.http.user.PublicKeyRoutes;
import social.nova.http.user.PublicKeys;
import social.nova.http.user.UserRoutes;
import social.nova.http.user.Users;
import social.nova.media.common.ObjectStore;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.account.IdentityRepository;
import social.nova.persistence.account.RoleRepository;
import social.nova.persistence.common.Database;
import social.nova.persistence.common.Installation;
import social.nova.persistence.conversation.ConversationHistory;
import social.nova.persistence.conversation.ListRepository;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.conversation.MessageSearch;
import social.nova.persistence.erasure.Erasers;
import social.nova.persistence.erasure.ErasureRepository;
import social.nova.persistence.export.ExportRepository;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.graph.SuggestionRepository;
import social.nova.persistence.graph.UserListRepository;
import social.nova.persistence.limit.SharedBuckets;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.MasterKey;
import social.nova.persistence.user.ProfileRepository;
import social.nova.persistence.user.PublicKeyRepository;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;

/// Everything that stands between a client and an entity, put together.
///
/// @param hashing owns threads; to be closed with the node
record Api(
        Pipeline userService,
        Pipeline messagingService,
        Pipeline searchService,
        ApiRoutes routes,
        AdminCreation admins,
        Erasure erasure,
        Optional<Exporter> exporter,
        AccountApi account,
        PasswordHashing hashing) {

    private static final Duration ERASURE_LEASE = Duration.ofSeconds(30);
    private static final ExportRepository.Times EXPORT_TIMES =
            new ExportRepository.Times(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofHours(24));

    /// What the api takes from the rest of the node.
    record Surroundings(
            ActorSystem<?> system,
            Entities entities,
            ConversationIds ids,
            ConversationHistory history,
            Database database,
            MasterKey masterKey,
            DataKeys keys,
            Announcements announcements,
            Health health,
            Meters meters,
            SharedBuckets buckets,
            Pulse pulse,
            Optional<ObjectStore> store,
            Installation installation) {}

    static Api create(HttpSettings settings, Surroundings node) {
        var clock = InstantSource.system();
        var random = new SecureRandom();
        var cors = new Cors(settings.pages());
        var members = new MemberRepository(node.database());
        var hashing = new PasswordHashing(settings.passwordHash());

        var registry = node.meters().registry();
        var asks = new Asks(
                settings.askTimeout(),
                registry,
                new Repeats(
                        ShardMotion.of(node.system())::isOn,
                        node.system().scheduler(),
                        node.system().executionContext()));
        var admission =
                new Admission(settings.commandsPerEntity(), node.database().watch(), node.pulse()::isLost);
        var users = new Users(node.entities()::user, admission, asks);
        var visibility = new Visibility(new RelationRepository(node.database()));
        var profiles = new Profiles(users, node.keys(), new ProfileRepository(node.database()), visibility);
        var publicKeys = new PublicKeys(users, node.keys(), new PublicKeyRepository(node.database()));
        var account = AccountApi.create(settings, node, users, profiles, hashing);
        ApiMeters.register(registry, admission, hashing, account.tokens());
        var conversations = new Conversations(node.ids(), node.entities()::conversation, admission, asks);
        var sending = new MessageSending(conversations, UUID::randomUUID);
        var conversationReading = new ConversationReading(conversations, node.keys());
        var lists = new ListRepository(node.database());
        var reading = new MessageReading(conversations, node.history(), node.keys());
        var exports = new ExportRepository(node.database(), EXPORT_TIMES);
        var links = new DownloadLinks(
                node.installation().idSecret(), settings.publicUrls().api(), clock);
        var roles = new RoleRepository(node.database());
        var exporter = node.store()
                .map(store -> new Exporter(
                        exports,
                        Stream.of(
                                        ProfileExport.parts(profiles, publicKeys.table()),
                                        GraphExport.parts(new UserListRepository(node.database())),
                                        AccountExport.parts(account.people().sessions(), roles),
                                        IdentityExport.parts(new IdentityRepository(node.database())),
                                        ConversationExport.parts(
                                                conversationReading,
                                                new OwnMessages(node.history(), node.ids(), node.keys()),
                                                members))
                                .flatMap(List::stream)
                                .toList(),
                        store,
                        UUID::randomUUID,
                        node.system()));
        var erasure = new Erasure(
                new ErasureRepository(node.database(), ERASURE_LEASE),
                account.people().sessions(),
                node.keys(),
                Stream.of(
                                Erasers.ofTables(node.database()).stream(),
                                Stream.of(ConversationErasure.eraser(conversations, members)),
                                exporter.map(Exporter::eraser).stream())
                        .flatMap(erasers -> erasers)
                        .toList(),
                new AccountRepository(node.database()));
        var changes = new ChangeReading(conversations, node.history(), node.keys());
        var hubs = Hubs.start(
                new Hubs.Surroundings(
                        changes,
                        conversations,
                        node.entities()::session,
                        visibility::whoSeeEachOther,
                        new HubMeters(registry),
                        random),
                node.system());
        var sockets = new ChatSocket.Surroundings(
                sending,
                changes,
                new ConversationSignals(conversations),
                members::of,
                node.keys(),
                account.revocations(),
                node.entities()::session,
                node.entities().members(),
                hubs,
                new SocketMeters(registry),
                random,
                clock);

        var routes = new ApiRoutes(
                new HealthRoutes(node.health(), Version.CURRENT, clock),
                new MetricsRoutes(registry::scrape, Thread.ofVirtual()::start),
                account.accounts(),
                account.sessions(),
                account.credentials(),
                account.secondFactors(),
                account.oauth(),
                new ErasureRoutes(account.people().owners(), erasure),
                new RoleRoutes(roles),
                new UserRoutes(profiles, new FollowRepository(node.database())),
                new PublicKeyRoutes(publicKeys, profiles),
                new ExportRoutes(exports, exporter, links, UUID::randomUUID),
                GraphRoutes.over(node.database(), untold -> tell(conversations, untold)),
                new DiscoverRoutes(new Suggestions(
                        new SuggestionRepository(node.database()),
                        new ProfileRepository(node.database()),
                        visibility,
                        clock)),
                new ListRoutes(
                        new ConversationListing(
                                conversations,
                                lists,
                                new ConversationListing.People(
                                        node.keys(), new ProfileRepository(node.database()), visibility),
                                node.system()),
                        conversationReading,
                        lists),
                new ConversationRoutes(
                        conversations,
                        new ConversationOpening(conversations, members, visibility, node.keys(), random),
                        sending,
                        reading,
                        node.keys()),
                new GroupRoutes(conversations, members, visibility, node.keys()),
                new MessageRoutes(conversations, sending, reading, node.keys()),
                new SearchRoutes(new MessageSearching(
                        conversations, new MessageSearch(node.database(), node.history()), node.keys())),
                new ChatRoutes(cors, SocketSettings.DEFAULTS, sockets, node.system()),
                new ContractRoutes(ContractRoutes.addresses(settings)));
        var errors = new Errors(clock);
        var limits = RateLimits.of(
                settings.rateLimit(),
                new ClientAddress(settings.trustedProxies()),
                node.buckets(),
                node.entities().members()::up,
                node.system().executionContext());
        var policies = new Pipeline.Policies(
                node.meters().requests(),
                limits,
                cors,
                StandardHeaders.of(settings.publicUrls().overHttps()));
        return new Api(
                new Pipeline(routes.userService(), account.authentication(), errors, policies, node.system()),
                new Pipeline(routes.messagingService(), account.authentication(), errors, policies, node.system()),
                new Pipeline(routes.searchService(), account.authentication(), errors, policies, node.system()),
                routes,
                new AdminCreation(
                        account.people().registration(), account.people().verification(), roles),
                erasure,
                exporter,
                account,
                hashing);
    }

    private static CompletionStage<Done> tell(Conversations conversations, Untold untold) {
        return conversations.ask(
                conversations.direct(untold.blocker(), untold.other()),
                replyTo ->
                        new ConversationMembers.SetBlock(untold.blocker(), untold.blocked(), untold.change(), replyTo));
    }
}
