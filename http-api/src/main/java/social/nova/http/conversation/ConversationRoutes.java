package social.nova.http.conversation;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onSuccess;
import static akka.http.javadsl.server.Directives.parameterMap;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Authentication;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Caller;
import social.nova.http.common.Json;
import social.nova.http.common.Parameters;
import social.nova.http.common.Validation;
import social.nova.persistence.account.AccountRepository;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.Conversation.Selection;
import social.nova.protocols.conversation.ConversationId;

/// `/conversations` and everything below it.
public final class ConversationRoutes {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;

    private final Authentication authentication;
    private final Conversations conversations;
    private final MessageSending sending;
    private final MessageReading reading;
    private final MemberRepository members;
    private final AccountRepository accounts;
    private final DataKeys keys;

    public ConversationRoutes(
            Authentication authentication,
            Conversations conversations,
            MessageSending sending,
            MessageReading reading,
            MemberRepository members,
            AccountRepository accounts,
            DataKeys keys) {
        this.authentication = authentication;
        this.conversations = conversations;
        this.sending = sending;
        this.reading = reading;
        this.members = members;
        this.accounts = accounts;
        this.keys = keys;
    }

    public Route routes() {
        return pathPrefix("conversations", () -> authentication.authenticated(this::routesFor));
    }

    private Route routesFor(Caller caller) {
        return concat(
                pathEnd(() -> post(() -> entity(Json.as(CreateRequest.class), body -> create(caller, body)))),
                path(segment(), id -> get(() -> overview(caller, Parameters.conversation(id)))),
                path(
                        segment().slash("messages"),
                        id -> concat(
                                get(() -> parameterMap(query -> history(caller, Parameters.conversation(id), query))),
                                post(() -> entity(
                                        Json.as(SendRequest.class),
                                        body -> send(caller, Parameters.conversation(id), body))))));
    }

    // POST /conversations
    private Route create(Caller caller, CreateRequest body) {
        var pair = body.pair();
        if (!pair.contains(caller.user())) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        var id = conversations.direct(pair.getFirst(), pair.getLast());
        var opened = other(caller, pair)
                .thenCompose(_ -> conversations.<Overview>ask(
                        id, replyTo -> new Conversation.Open(ConversationType.DIRECT, caller.user(), pair, replyTo)))
                // Sync finds the conversation in this table: it must be there before anybody knows of the conversation.
                .thenCompose(overview -> members.add(id, overview.members(), Conversation.FIRST_REVISION)
                        .thenApply(_ -> overview));
        return onSuccess(
                opened, overview -> complete(StatusCodes.OK, ConversationView.of(id, overview), Json.marshaller()));
    }

    // GET /conversations/{conversation_id}
    private Route overview(Caller caller, ConversationId id) {
        var found = conversations.<Overview>ask(id, replyTo -> new Conversation.GetOverview(caller.user(), replyTo));
        return onSuccess(
                found, overview -> complete(StatusCodes.OK, ConversationView.of(id, overview), Json.marshaller()));
    }

    // POST /conversations/{conversation_id}/messages
    private Route send(Caller caller, ConversationId id, SendRequest body) {
        var draft = Draft.of(body.plaintext(), body.encryptedContent(), body.nonce(), body.idempotencyKey());
        var receipt = keys.of(caller.user()).thenCompose(key -> sending.send(caller.user(), key, id, draft));
        return onSuccess(
                receipt,
                sent -> complete(
                        StatusCodes.OK, new SendAnswer(sent.id().value(), sent.sequenceNumber()), Json.marshaller()));
    }

    // GET /conversations/{conversation_id}/messages?limit&before&after
    private Route history(Caller caller, ConversationId id, Map<String, String> query) {
        var limit = Math.min(Parameters.number(query, "limit", 1, DEFAULT_LIMIT), MAX_LIMIT);
        if (query.containsKey("before") && query.containsKey("after")) {
            throw new BadRequest("before, after: only one of them");
        }
        var wanted = query.containsKey("after")
                ? Selection.after(Parameters.number(query, "after", 0, 0), (int) limit)
                : Selection.before(Parameters.number(query, "before", 1, Long.MAX_VALUE), (int) limit);
        return onSuccess(
                reading.read(caller.user(), id, wanted),
                extract -> complete(StatusCodes.OK, extract.messages(), Json.marshaller()));
    }

    private CompletionStage<UserId> other(Caller caller, List<UserId> pair) {
        var other = pair.getFirst().equals(caller.user()) ? pair.getLast() : pair.getFirst();
        return accounts.exists(other)
                .thenCompose(exists -> exists
                        ? CompletableFuture.completedStage(other)
                        : CompletableFuture.failedStage(ErrorCode.USER_NOT_FOUND.failure()));
    }

    record CreateRequest(@Nullable String userA, @Nullable String userB) {
        /// The two, different from each other.
        List<UserId> pair() {
            var a = Parameters.user("user_a", userA);
            var b = Parameters.user("user_b", userB);
            new Validation()
                    .check(!a.equals(b), "user_b", "must differ from user_a")
                    .orRefuse();
            return List.of(a, b);
        }
    }

    record SendRequest(
            @Nullable String plaintext,
            @Nullable String encryptedContent,
            @Nullable String nonce,
            @Nullable String idempotencyKey) {}

    record SendAnswer(String id, long sequenceNumber) {}
}
