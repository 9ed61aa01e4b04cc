package social.nova.http;

import java.util.List;
import java.util.stream.Stream;
import social.nova.http.account.AccountRoutes;
import social.nova.http.account.CredentialRoutes;
import social.nova.http.account.ErasureRoutes;
import social.nova.http.account.RoleRoutes;
import social.nova.http.account.SecondFactorRoutes;
import social.nova.http.account.SessionRoutes;
import social.nova.http.contract.ContractRoutes;
import social.nova.http.conversation.ConversationRoutes;
import social.nova.http.conversation.GroupRoutes;
import social.nova.http.conversation.ListRoutes;
import social.nova.http.conversation.MessageRoutes;
import social.nova.http.conversation.SearchRoutes;
import social.nova.http.discovery.DiscoverRoutes;
import social.nova.http.export.ExportRoutes;
import social.nova.http.graph.GraphRoutes;
import social.nova.http.health.HealthRoutes;
import social.nova.http.metrics.MetricsRoutes;
import social.nova.http.oauth.OAuthRoutes;
import social.nova.http.realtime.ChatRoutes;
import social.nova.http.routing.Endpoint;
import social.nova.http.user.PublicKeyRoutes;
import social.nova.http.user.UserRoutes;
import social.nova.protocols.contract.Service;

/// The table of routes of the three services. What is here is all there is; every other path is 404.
public record ApiRoutes(
        HealthRoutes health,
        MetricsRoutes metrics,
        AccountRoutes accounts,
        SessionRoutes sessions,
        CredentialRoutes credentials,
        SecondFactorRoutes secondFactors,
        OAuthRoutes oauth,
        ErasureRoutes erasure,
        RoleRoutes roles,
        UserRoutes users,
        PublicKeyRoutes publicKeys,
        ExportRoutes exports,
        GraphRoutes graph,
        DiscoverRoutes discover,
        ListRoutes lists,
        ConversationRoutes conversations,
        GroupRoutes groups,
        MessageRoutes messages,
        SearchRoutes messageSearch,
        ChatRoutes chat,
        ContractRoutes contract) {
    private static final String BASE = "/api/v1";

    /// The table of this service's port.
    public List<Endpoint> of(Service service) {
        return switch (service) {
            case USER -> userService();
            case MESSAGING -> messagingService();
            case SEARCH -> searchService();
        };
    }

    /// Port 8080: accounts, users and what has no port of its own.
    public List<Endpoint> userService() {
        var probes = health.endpoints();
        return table(Stream.of(
                probes,
                below(BASE, probes),
                metrics.endpoints(),
                contract.endpoints(),
                accounts.endpoints(),
                sessions.endpoints(),
                credentials.endpoints(),
                secondFactors.endpoints(),
                oauth.endpoints(),
                erasure.endpoints(),
                roles.endpoints(),
                users.endpoints(),
                publicKeys.endpoints(),
                exports.endpoints(),
                graph.endpoints(),
                discover.endpoints()));
    }

    /// Port 8085: conversations and the messaging socket.
    public List<Endpoint> messagingService() {
        return table(Stream.of(
                health.endpoints(),
                lists.endpoints(),
                conversations.endpoints(),
                groups.endpoints(),
                messages.endpoints(),
                messageSearch.endpoints(),
                chat.endpoints()));
    }

    /// Port 8081: search.
    public List<Endpoint> searchService() {
        return table(Stream.of(health.endpoints()));
    }

    private static List<Endpoint> table(Stream<List<Endpoint>> features) {
        return features.flatMap(List::stream).toList();
    }

    private static List<Endpoint> below(String prefix, List<Endpoint> endpoints) {
        return endpoints.stream().map(endpoint -> endpoint.below(prefix)).toList();
    }
}
