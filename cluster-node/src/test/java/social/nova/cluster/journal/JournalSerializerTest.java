package social.nova.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import social.nova.cluster.TestActors;
import social.nova.protocols.common.Journaled;
import social.nova.protocols.common.Sealed;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.Conversation.Body;
import social.nova.protocols.conversation.Conversation.ConversationType;
import social.nova.protocols.conversation.Conversation.Encryption;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.conversation.ConversationMessages;
import social.nova.protocols.conversation.ConversationMessages.IdempotencyKey;
import social.nova.protocols.conversation.MessageId;
import social.nova.protocols.user.User;

class JournalSerializerTest {
    private static final ActorTestKit ACTORS = TestActors.start();
    private static final UserId ALICE = UserId.of(UUID.randomUUID());
    private static final UserId BOB = UserId.of(UUID.randomUUID());
    private static final Instant AT = Instant.parse("2025-10-25T10:30:45.123456789Z");
    private static final Sealed SEALED = new Sealed("Y29udGVudA==", "0".repeat(48));

    private final JournalSerializer serializer =
            new JournalSerializer((ExtendedActorSystem) Adapter.toClassic(ACTORS.system()));

    @AfterAll
    static void shutDown() {
        ACTORS.shutdownTestKit();
    }

    static Stream<Journaled> events() {
        return Stream.of(
                new ConversationMembers.Opened(1, ConversationType.DIRECT, ALICE, List.of(ALICE, BOB), AT),
                new ConversationMembers.Opened(1, ConversationType.GROUP, ALICE, List.of(), AT),
                sent(new IdempotencyKey("key", "body"), Encryption.AT_REST),
                sent(null, Encryption.END_TO_END));
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsWrittenIsRead(Journaled event) throws Exception {
        var bytes = serializer.toBinary(event);

        assertThat(serializer.fromBinary(bytes, serializer.manifest(event))).isEqualTo(event);
        assertThat(bytes).hasSizeLessThan(600);
    }

    @ParameterizedTest
    @MethodSource("events")
    void isBoundToEverythingThatIsJournaled(Journaled event) {
        var serialization = SerializationExtension.get(Adapter.toClassic(ACTORS.system()));

        assertThat(serialization.findSerializerFor(event)).isInstanceOf(JournalSerializer.class);
        assertThat(serializer.identifier()).isEqualTo(7_680_021);
    }

    @Test
    void everythingJournaledHasANameThatIsItsOwn() {
        var types = JournalTypes.ALL.stream()
                .flatMap(JournalSerializerTest::concrete)
                .toList();

        var names = types.stream()
                .map(type -> type.getAnnotation(JsonTypeName.class).value())
                .toList();

        assertThat(types).hasSizeGreaterThanOrEqualTo(7).allMatch(type -> Modifier.isFinal(type.getModifiers()));
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+\\.[a-z_-]+"));
        assertThat(Set.of(Conversation.Event.class, User.Event.class))
                .allSatisfy(event -> assertThat(JournalTypes.ALL).contains(event));
    }

    @Test
    void namesDoNotFollowClasses() {
        assertThat(events().map(serializer::manifest))
                .containsExactly(
                        "conversation.opened",
                        "conversation.opened",
                        "conversation.message-sent",
                        "conversation.message-sent");
    }

    @Test
    void doesNotReadWhatItHasNoNameFor() {
        for (var manifest :
                List.of("", "conversation.closed", "java.lang.String", ConversationMembers.Opened.class.getName())) {
            assertThatThrownBy(() -> serializer.fromBinary(new byte[0], manifest))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void writesNothingThatIsNotListed() {
        assertThatThrownBy(() -> serializer.manifest("text")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serializer.manifest(new Conversation.Wake()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void brokenBytesAreNoEvent() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "conversation.opened"))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static Journaled sent(@Nullable IdempotencyKey key, Encryption encryption) {
        return new ConversationMessages.MessageSent(
                2, new MessageId(UUID.randomUUID().toString()), 1, BOB, new Body(SEALED, encryption), key, AT);
    }

    private static Stream<Class<?>> concrete(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(JournalSerializerTest::concrete)
                : Stream.of(type);
    }
}
