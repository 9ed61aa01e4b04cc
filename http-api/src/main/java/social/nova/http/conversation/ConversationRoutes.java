package social.nova.http.conversation;

import static social.nova.http.routing.Access.USER;

import akka.Done;
import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.common.TextForm;
import social.nova.http.common.Validation;
import social.nova.http.conversation.ConversationOpening.NewGroup;
import social.nova.http.conversation.ConversationOpening.Opened;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationIds.Address;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages.Selection;

/// `/conversations` and everything below it.
public final class ConversationRoutes {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;

    private final Conversations conversations;
    private final ConversationOpening opening;
    private final ConversationReading conversationReading;
    private final MessageSending sending;
    private final MessageReading reading;
    private final DataKeys keys;

    public ConversationRoutes(
            Conversations conversations,
            ConversationOpening opening,
            MessageSending sending,
            MessageReading reading,
            DataKeys keys) {
        this.conversations = conversations;
        this.opening = opening;
        this.conversationReading = new ConversationReading(conversations, keys);
        this.sending = sending;
        this.reading = reading;
        this.keys = keys;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/conversations", USER, CreateRequest.class, this::create),
                Endpoint.get("/conversations/{conversation_id}", USER, this::overview)
                        .tagged(),
                Endpoint.get("/conversations/{conversation_id}/messages", USER, this::history),
                Endpoint.post("/conversations/{conversation_id}/messages", USER, SendRequest.class, this::send),
                Endpoint.post("/conversations/{conversation_id}/read", USER, this::markRead));
    }

    private CompletionStage<HttpResponse> create(Call call, CreateRequest body) {
        return opened(call.caller().user(), body)
                .thenCompose(opened -> conversationReading.shown(opened.id(), opened.overview()))
                .thenApply(Answer::ok);
    }

    private CompletionStage<Opened> opened(UserId caller, CreateRequest body) {
        if (body.isGroup()) {
            return opening.group(caller, new NewGroup(body.groupName(), body.others(caller), body.key()));
        }
        var pair = body.pair();
        if (!pair.contains(caller)) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        return opening.direct(caller, pair.getFirst().equals(caller) ? pair.getLast() : pair.getFirst());
    }

    private CompletionStage<HttpResponse> overview(Call call) {
        return conversationReading.of(call.caller().user(), conversation(call)).thenApply(Answer::ok);
    }

    private CompletionStage<HttpResponse> send(Call call, SendRequest body) {
        var sender = call.caller().user();
        var id = conversation(call);
        var draft = Draft.of(body.plaintext(), body.encryptedContent(), body.nonce(), body.idempotencyKey())
                .about(body.replyTo(), body.mentions());
        return keys.of(sender)
                .thenCompose(key -> sending.send(sender, key, id, draft))
                .thenApply(sent -> Answer.ok(new SendAnswer(sent.id().value(), sent.sequenceNumber())));
    }

    private CompletionStage<HttpResponse> history(Call call) {
        var id = conversation(call);
        var query = call.query();
        var limit = Math.min(Parameters.number(query, "limit", 1, DEFAULT_LIMIT), MAX_LIMIT);
        if (query.containsKey("before") && query.containsKey("after")) {
            throw new BadRequest("before, after: only one of them");
        }
        var wanted = query.containsKey("after")
                ? Selection.after(Parameters.number(query, "after", 0, 0), (int) limit)
                : Selection.before(Parameters.number(query, "before", 1, Long.MAX_VALUE), (int) limit);
        return reading.read(call.caller().user(), id, wanted).thenApply(extract -> Answer.ok(extract.messages()));
    }

    // POST /conversations/{conversation_id}/read
    private CompletionStage<HttpResponse> markRead(Call call) {
        var id = conversation(call);
        var reader = call.caller().user();
        return call.optionalBody(ReadRequest.class)
                .thenApply(body ->
                        body.map(read -> read.upTo(conversations.ids(), id)).orElse(Long.MAX_VALUE))
                .thenCompose(upTo ->
                        conversations.<Done>ask(id, replyTo -> new ConversationMembers.MarkRead(reader, upTo, replyTo)))
                .thenApply(_ -> Answer.noContent());
    }

    private static ConversationId conversation(Call call) {
        return Parameters.conversation(call.path("conversation_id"));
    }

    /// Either a pair, or a group by its name and members.
    record CreateRequest(
            @Nullable String userA,
            @Nullable String userB,
            @Nullable String name,
            @Nullable List<@Nullable String> memberIds,
            @Nullable String idempotencyKey) {
        boolean isGroup() {
            new Validation()
                    .check(
                            (userA == null && userB == null) || (name == null && memberIds == null),
                            "name",
                            "either this with member_ids, or user_a and user_b")
                    .orRefuse();
            return name != null || memberIds != null;
        }

        String groupName() {
            return GroupRoutes.checked(name);
        }

        @Nullable
        String key() {
            new Validation()
                    .check(
                            idempotencyKey == null || TextForm.isOfCharacters(idempotencyKey, Draft.MAX_KEY),
                            "idempotency_key",
                            "1 to " + Draft.MAX_KEY + " characters")
                    .orRefuse();
            return idempotencyKey;
        }

        /// The members beside the caller, each once.
        List<UserId> others(UserId caller) {
            var named = memberIds == null ? List.<@Nullable String>of() : memberIds;
            new Validation()
                    .check(
                            named.size() <= ConversationMembers.MAX_MEMBERS,
                            "member_ids",
                            "at most " + ConversationMembers.MAX_MEMBERS + " members, oneself among them")
                    .orRefuse();
            var others = named.stream()
                    .map(id -> Parameters.user("member_ids", id))
                    .filter(id -> !id.equals(caller))
                    .distinct()
                    .toList();
            new Validation()
                    .check(
                            others.size() < ConversationMembers.MAX_MEMBERS,
                            "member_ids",
                            "at most " + ConversationMembers.MAX_MEMBERS + " members, oneself among them")
                    .orRefuse();
            return others;
        }

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
            @Nullable String idempotencyKey,
            @Nullable String replyTo,
            @Nullable List<@Nullable String> mentions) {
        @Override
        public String toString() {
            return "SendRequest[***]";
        }
    }

    /// Neither of the two is the newest message.
    record ReadRequest(@Nullable String messageId, @Nullable Long sequenceNumber) {
        /// The sequence number up to which all is read.
        long upTo(ConversationIds ids, ConversationId conversation) {
            new Validation()
                    .check(messageId == null || sequenceNumber == null, "message_id", "not with sequence_number")
                    .check(sequenceNumber == null || sequenceNumber > 0, "sequence_number", "1 or more")
                    .orRefuse();
            if (messageId == null) {
                return sequenceNumber == null ? Long.MAX_VALUE : sequenceNumber;
            }
            return ids.locate(Parameters.message("message_id", messageId))
                    .filter(message -> message.conversation().equals(conversation))
                    .map(Address::sequenceNumber)
                    .orElseThrow(ErrorCode.MESSAGE_NOT_FOUND::failure);
        }
    }

    record SendAnswer(String id, long sequenceNumber) {}
}
