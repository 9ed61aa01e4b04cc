package social.nova.http.conversation;

import static social.nova.http.routing.Access.USER;

import akka.Done;
import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.conversation.ConversationIds.Address;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationReactions;
import social.nova.protocols.conversation.MessageId;

/// `/messages/{message_id}` and everything below it. The id says which conversation the message is in.
public final class MessageRoutes {
    private static final String MESSAGE = "/messages/{message_id}";

    private final Conversations conversations;
    private final MessageSending sending;
    private final MessageReading reading;
    private final DataKeys keys;

    public MessageRoutes(Conversations conversations, MessageSending sending, MessageReading reading, DataKeys keys) {
        this.conversations = conversations;
        this.sending = sending;
        this.reading = reading;
        this.keys = keys;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.put(MESSAGE, USER, EditRequest.class, this::edit),
                Endpoint.delete(MESSAGE, USER, this::delete),
                Endpoint.get(MESSAGE + "/reactions", USER, this::reactions),
                Endpoint.post(MESSAGE + "/reactions", USER, ReactionRequest.class, this::react),
                Endpoint.delete(MESSAGE + "/reactions/{user_id}", USER, this::withdraw));
    }

    private CompletionStage<HttpResponse> edit(Call call, EditRequest body) {
        var editor = call.caller().user();
        var content = Draft.of(body.plaintext(), body.encryptedContent(), body.nonce(), null)
                .content();
        return at(
                call,
                message -> keys.of(editor)
                        .thenCompose(key -> sending.edit(editor, key, message, content))
                        .thenApply(_ -> Answer.noContent()));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        var by = call.caller().user();
        return at(
                call,
                message -> conversations
                        .<Done>ask(
                                message.conversation(),
                                replyTo ->
                                        new ConversationMessages.DeleteMessage(by, message.sequenceNumber(), replyTo))
                        .thenApply(_ -> Answer.noContent()));
    }

    private CompletionStage<HttpResponse> reactions(Call call) {
        return at(call, message -> shown(call, message));
    }

    private CompletionStage<HttpResponse> react(Call call, ReactionRequest body) {
        var by = call.caller().user();
        var emoji = emoji(body.emoji());
        return at(
                call,
                message -> conversations
                        .<Done>ask(
                                message.conversation(),
                                replyTo -> new ConversationReactions.AddReaction(
                                        by, message.sequenceNumber(), emoji, replyTo))
                        .thenCompose(_ -> shown(call, message)));
    }

    // DELETE /messages/{message_id}/reactions/{user_id}
    private CompletionStage<HttpResponse> withdraw(Call call) {
        var by = call.caller().user();
        var given = call.query().get("emoji");
        var emoji = given == null ? null : emoji(given);
        if (!Parameters.user("user_id", call.path("user_id")).equals(by)) {
            throw ErrorCode.FORBIDDEN.failure();
        }
        return at(
                call,
                message -> conversations
                        .<Done>ask(
                                message.conversation(),
                                replyTo -> new ConversationReactions.RemoveReaction(
                                        by, message.sequenceNumber(), emoji, replyTo))
                        .thenApply(_ -> Answer.noContent()));
    }

    private CompletionStage<HttpResponse> shown(Call call, Address message) {
        var viewer = call.caller().user();
        return reading.reactions(viewer, message.conversation(), message.sequenceNumber())
                .thenApply(reactions -> Answer.ok(ReactionsView.of(message(call), viewer, reactions)));
    }

    // An id that was made up may look genuine, and then leads to a conversation that nobody has opened.
    private CompletionStage<HttpResponse> at(Call call, Function<Address, CompletionStage<HttpResponse>> answer) {
        return conversations
                .ids()
                .locate(message(call))
                .map(message -> answer.apply(message)
                        .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                                ErrorCode.of(failure)
                                                .filter(ErrorCode.CONVERSATION_NOT_FOUND::equals)
                                                .isPresent()
                                        ? ErrorCode.MESSAGE_NOT_FOUND.failure()
                                        : failure)))
                .orElseGet(() -> CompletableFuture.failedStage(ErrorCode.MESSAGE_NOT_FOUND.failure()));
    }

    private static MessageId message(Call call) {
        return Parameters.message("message_id", call.path("message_id"));
    }

    private static String emoji(@Nullable String given) {
        return Optional.ofNullable(given)
                .flatMap(Emoji::of)
                .orElseThrow(() -> new BadRequest("emoji: exactly one of those that Unicode recommends"));
    }

    record EditRequest(
            @Nullable String plaintext,
            @Nullable String encryptedContent,
            @Nullable String nonce) {
        @Override
        public String toString() {
            return "EditRequest[***]";
        }
    }

    record ReactionRequest(@Nullable String emoji) {}
}
