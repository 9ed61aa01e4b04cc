package social.nova.http;

import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.server.Route;
import social.nova.http.account.AccountRoutes;
import social.nova.http.common.Errors;
import social.nova.http.conversation.ConversationRoutes;
import social.nova.http.health.HealthRoutes;
import social.nova.http.realtime.ChatRoutes;
import social.nova.http.user.UserRoutes;

/// All routes of the three services. What is here is all there is; every other path is 404.
public record ApiRoutes(
        Errors errors,
        HealthRoutes health,
        AccountRoutes accounts,
        UserRoutes users,
        ConversationRoutes conversations,
        ChatRoutes chat) {

    /// Port 8080: accounts, users and what has no port of its own.
    public Route userService() {
        return errors.seal(concat(
                health.routes(),
                pathPrefix(segment("api").slash("v1"), health::routes),
                accounts.routes(),
                users.routes()));
    }

    /// Port 8085: conversations and the messaging socket.
    public Route messagingService() {
        return errors.seal(concat(health.routes(), conversations.routes(), chat.routes()));
    }

    /// Port 8081: search.
    public Route searchService() {
        return errors.seal(health.routes());
    }
}
