package social.nova.http.conversation;

import static social.nova.http.routing.Access.USER;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpResponse;
import akka.pattern.StatusReply;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.common.TextForm;
import social.nova.http.common.Validation;
import social.nova.http.graph.Visibility;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMembers.Changed;
import social.nova.protocols.conversation.ConversationMembers.Members;
import social.nova.protocols.conversation.ConversationMembers.Membership;
import social.nova.protocols.conversation.ConversationMembers.Role;

/// What a group is called and who is in it. The entity decides who may change that.
public final class GroupRoutes {
    private static final int MAX_NAME = 255;
    private static final String CONVERSATION = "/conversations/{conversation_id}";
    private static final String MEMBER = CONVERSATION + "/members/{user_id}";

    private final Conversations conversations;
    private final ConversationReading reading;
    private final MemberRepository members;
    private final Visibility visibility;
    private final DataKeys keys;

    public GroupRoutes(Conversations conversations, MemberRepository members, Visibility visibility, DataKeys keys) {
        this.conversations = conversations;
        this.reading = new ConversationReading(conversations, keys);
        this.members = members;
        this.visibility = visibility;
        this.keys = keys;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.patch(CONVERSATION, USER, RenameRequest.class, this::rename),
                Endpoint.get(CONVERSATION + "/members", USER, this::list),
                Endpoint.post(CONVERSATION + "/members", USER, AddRequest.class, this::add),
                Endpoint.put(MEMBER, USER, RoleRequest.class, this::changeRole),
                Endpoint.delete(MEMBER, USER, this::remove));
    }

    private CompletionStage<HttpResponse> rename(Call call, RenameRequest body) {
        var id = conversation(call);
        var by = call.caller().user();
        var name = checked(body.name());
        return keys.of(by)
                .thenApply(key -> MessageSealing.sealName(key, id, by, name))
                .thenCompose(groupName -> change(id, replyTo -> new ConversationMembers.Rename(by, groupName, replyTo)))
                .thenCompose(_ -> reading.of(by, id))
                .thenApply(Answer::ok);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var reader = call.caller().user();
        return conversations
                .<Members>ask(conversation(call), replyTo -> new ConversationMembers.GetMembers(reader, replyTo))
                .thenApply(found -> Answer.ok(new MembersView(
                        found.members().stream().map(MemberView::of).toList())));
    }

    private CompletionStage<HttpResponse> add(Call call, AddRequest body) {
        var id = conversation(call);
        var by = call.caller().user();
        var user = Parameters.user("user_id", body.userId());
        var role = body.role() == null ? Role.MEMBER : role(body.role(), Role.ADMIN, Role.MEMBER);
        return visibility
                .require(call.viewer(), user, Visibility.Thing.PROFILE)
                .thenCompose(_ -> change(id, replyTo -> new ConversationMembers.AddMember(by, user, role, replyTo)))
                // Sync finds the conversation in this table.
                .thenCompose(changed -> members.add(id, List.of(user), changed.revision()))
                .thenApply(_ -> Answer.ok(new RoleView(user, role)));
    }

    private CompletionStage<HttpResponse> changeRole(Call call, RoleRequest body) {
        var by = call.caller().user();
        var user = user(call);
        var role = role(body.role(), Role.values());
        return change(conversation(call), replyTo -> new ConversationMembers.ChangeRole(by, user, role, replyTo))
                .thenApply(_ -> Answer.ok(new RoleView(user, role)));
    }

    // DELETE /conversations/{conversation_id}/members/{user_id}
    private CompletionStage<HttpResponse> remove(Call call) {
        var id = conversation(call);
        var by = call.caller().user();
        var user = user(call);
        return change(id, replyTo -> new ConversationMembers.RemoveMember(by, user, replyTo))
                .thenCompose(changed -> members.remove(id, user, changed.revision()))
                .thenApply(_ -> Answer.noContent());
    }

    private CompletionStage<Changed> change(
            ConversationId id, Function<ActorRef<StatusReply<Changed>>, Conversation.Command> command) {
        return conversations.ask(id, command);
    }

    /// A group's name as it is kept.
    static String checked(@Nullable String given) {
        var name = given == null ? "" : given.strip();
        new Validation().check(name, TextForm.LINE, MAX_NAME, "name").orRefuse();
        return name;
    }

    private static Role role(@Nullable String given, Role... allowed) {
        for (var role : allowed) {
            if (nameOf(role).equals(given)) {
                return role;
            }
        }
        throw new BadRequest("role: "
                + String.join(
                        " or ",
                        List.of(allowed).stream().map(GroupRoutes::nameOf).toList()));
    }

    private static String nameOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static ConversationId conversation(Call call) {
        return Parameters.conversation(call.path("conversation_id"));
    }

    private static UserId user(Call call) {
        return Parameters.user("user_id", call.path("user_id"));
    }

    record RenameRequest(@Nullable String name) {
        @Override
        public String toString() {
            return "RenameRequest[***]";
        }
    }

    record AddRequest(@Nullable String userId, @Nullable String role) {}

    record RoleRequest(@Nullable String role) {}

    record RoleView(String userId, String role) {
        RoleView(UserId user, Role role) {
            this(user.value(), nameOf(role));
        }
    }

    record MembersView(List<MemberView> members) {}

    record MemberView(String userId, String role, long readSequenceNumber) {
        static MemberView of(Membership member) {
            return new MemberView(member.user().value(), nameOf(member.role()), member.read());
        }
    }
}
