package social.nova.cluster.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import social.nova.protocols.common.UserId;
import social.nova.protocols.conversation.Conversation;
import social.nova.protocols.conversation.ConversationMembers;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.trace.TracedCommand;
import social.nova.protocols.user.User;
import social.nova.protocols.user.UserProfile;

class TracedCommandSerializerTest {
    private static final UserId ALICE = new UserId("a11ce000-0000-4000-8000-000000000000");
    private static final ActorTestKit ACTORS =
            ActorTestKit.create(ConfigFactory.parseString("""
            akka.actor {
              serializers.nova-traced = "social.nova.cluster.trace.TracedCommandSerializer"
              serialization-identifiers."social.nova.cluster.trace.TracedCommandSerializer" = 7680022
              serialization-bindings {
                "social.nova.protocols.common.NovaSerializable" = jackson-cbor
                "social.nova.protocols.trace.TracedCommand" = nova-traced
              }
            }
            """).withFallback(ConfigFactory.load("no-such-file")));
    private static final Trace TRACE = Trace.of("order-17", null, new Random(1));

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void bringsCommandsOfEveryProtocolAcrossWithTheirTraces() {
        var user = ACTORS.<akka.pattern.StatusReply<UserProfile.Profile>>createTestProbe();
        var conversation = ACTORS.<akka.pattern.StatusReply<Conversation.Overview>>createTestProbe();

        assertThat(across(new User.Traced(TRACE.by(ALICE), new UserProfile.GetProfile(user.ref()))))
                .isEqualTo(new User.Traced(TRACE.by(ALICE), new UserProfile.GetProfile(user.ref())));
        assertThat(across(
                        new Conversation.Traced(TRACE, new ConversationMembers.GetOverview(ALICE, conversation.ref()))))
                .isEqualTo(
                        new Conversation.Traced(TRACE, new ConversationMembers.GetOverview(ALICE, conversation.ref())));
    }

    @Test
    void addsAboutAHundredBytes() {
        var replyTo = ACTORS.<akka.pattern.StatusReply<UserProfile.Profile>>createTestProbe()
                .ref();
        var plain = new UserProfile.GetProfile(replyTo);
        var serialization = SerializationExtension.get(Adapter.toClassic(ACTORS.system()));

        var traced =
                serialization.serialize(new User.Traced(TRACE.by(ALICE), plain)).get();

        assertThat(traced.length - serialization.serialize(plain).get().length).isLessThan(130);
    }

    @Test
    void refusesWhatNoProtocolHereKnows() throws NotSerializableException {
        var serializer = (SerializerWithStringManifest)
                SerializationExtension.get(Adapter.toClassic(ACTORS.system())).serializerFor(User.Traced.class);

        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "video 33 x"))
                .isInstanceOf(NotSerializableException.class);
    }

    private static TracedCommand across(TracedCommand command) {
        var serialization = SerializationExtension.get(Adapter.toClassic(ACTORS.system()));
        var serializer = serialization.findSerializerFor(command);
        assertThat(serializer).isInstanceOf(TracedCommandSerializer.class);
        return (TracedCommand) serialization
                .deserialize(
                        serialization.serialize(command).get(),
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, command))
                .get();
    }
}
