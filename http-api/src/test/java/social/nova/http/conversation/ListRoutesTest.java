package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Authorization;
import akka.pattern.StatusReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.http.common.Admission;
import social.nova.http.common.Asks;
import social.nova.http.common.Authentication;
import social.nova.http.common.Caller;
import social.nova.http.common.Errors;
import social.nova.http.contract.CheckedPipeline;
import social.nova.http.graph.Visibility;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.conversation.ListRepository;
import social.nova.persistence.conversation.MemberRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.user.DataKeys;
import social.nova.persistence.user.ProfileRepository;
import social.nova.protocols.common.UserId;
import social.nova.protocols.contract.Service;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Overview;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.ConversationIds;
import social.nova.protocols.conversation.ConversationMembers;

class ListRoutesTest {
    private static final ActorTestKit ACTORS = ActorTestKit.create(TestDatabase.journal());
    private static final DataKeys KEYS = new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET);
    private static final MemberRepository MEMBERS = new MemberRepository(TestDatabase.get());
    private static final ConversationIds IDS = new ConversationIds(new byte[32]);
    private static final Instant NOW = Instant.parse("2025-10-25T10:30:45Z");

    private final UserId alice = UserId.of(UUID.randomUUID());
    private final ConversationId c = IDS.group(new Random());
    private final TestProbe<Conversation.Command> entity = ACTORS.createTestProbe();

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    // The conversation has told them that they are in it; whoever let them in has still to write that down.
    @Test
    void nobodyIsToldThatAConversationIsMutedBeforeTheTableCanKeepIt() throws Exception {
        assertThat(mute().status().intValue()).isEqualTo(503);

        get(MEMBERS.add(c, List.of(alice), 1));

        assertThat(mute().status().intValue()).isEqualTo(204);
    }

    private HttpResponse mute() throws Exception {
        var answer = pipeline()
                .answer(HttpRequest.POST("/conversations/%s/mute".formatted(c))
                        .addHeader(Authorization.oauth2(alice.value())));
        entity.expectMessageClass(ConversationMembers.GetOverview.class)
                .replyTo()
                .tell(StatusReply.success(
                        new Overview(ConversationType.GROUP, null, alice, 2, null, 0, 0, 1, 1, NOW, NOW)));
        return get(answer);
    }

    private CheckedPipeline pipeline() {
        var untraced = ACTORS.<Conversation.Command>spawn(Behaviors.receiveMessage(told -> {
            entity.ref().tell(told instanceof Conversation.Traced(var _, var command) ? command : told);
            return Behaviors.same();
        }));
        var conversations = new Conversations(
                IDS,
                id -> TestEntityRef.of(Conversation.TYPE_KEY, id.value(), untraced),
                new Admission(256, TestDatabase.get().watch(), () -> false),
                new Asks(Duration.ofSeconds(10), new SimpleMeterRegistry()));
        var lists = new ListRepository(TestDatabase.get());
        var people = new ConversationListing.People(
                KEYS,
                new ProfileRepository(TestDatabase.get()),
                new Visibility(new RelationRepository(TestDatabase.get())));
        var routes = new ListRoutes(
                new ConversationListing(conversations, lists, people, ACTORS.system()),
                new ConversationReading(conversations, KEYS),
                lists);
        return new CheckedPipeline(
                Service.MESSAGING,
                routes.endpoints(),
                new Authentication(token -> Optional.of(new Caller(new UserId(token), "session", Instant.MAX, "key"))),
                new Errors(InstantSource.fixed(NOW)),
                ACTORS.system());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
