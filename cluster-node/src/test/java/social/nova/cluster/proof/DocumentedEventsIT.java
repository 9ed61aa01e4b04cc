package social.nova.cluster.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.run.NovaRun;
import social.nova.protocols.contract.Spoken;

/// After the tests that share a run: every record that any of them brought to Kafka is as the AsyncAPI document says.
@Order(Integer.MAX_VALUE - 1)
@ExtendWith(SharedRun.class)
class DocumentedEventsIT {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentedEventsIT.class);

    /// Of everything that this test does itself.
    private static final Set<String> SURELY_SEEN = Set.of(
            "account.registered",
            "account.erased",
            "conversation.member-joined",
            "conversation.member-left",
            "user.registered",
            "user.email-verified",
            "user.session-opened",
            "user.erased",
            "conversation.opened",
            "conversation.message-sent",
            "conversation.message-edited",
            "conversation.message-deleted",
            "conversation.reaction-added",
            "conversation.reactions-removed",
            "conversation.member-added",
            "conversation.member-removed",
            "conversation.role-changed",
            "conversation.renamed",
            "conversation.read-marked");

    private record Told(String topic, String type, List<String> problems) {}

    @Test
    void everyRecordIsValid(NovaRun nova) {
        doSomethingOfAllKinds(nova);

        var told = Await.found("what was done, in Kafka", Duration.ofSeconds(60), () -> {
            var all = RunStores.records(nova, DocumentedEventsIT::told);
            return types(all).containsAll(SURELY_SEEN) ? Optional.of(all) : Optional.empty();
        });

        LOG.info("{} records of {} types", told.size(), types(told).size());
        assertThat(told.stream().map(Told::topic).distinct())
                .as("a topic that nobody has described, or dead letters")
                .containsExactlyInAnyOrderElementsOf(Spoken.NOVA.topics());
        assertThat(told.stream()
                        .filter(one -> !one.problems().isEmpty())
                        .map(Told::toString)
                        .limit(10))
                .isEmpty();
    }

    private static void doSomethingOfAllKinds(NovaRun nova) {
        var node = nova.nodes().getFirst();
        var ann = Person.register(node.api(), "ann");
        var bea = Person.register(node.api(), "bea");
        var cid = Person.register(node.api(), "cid");
        var group = Group.found(node, ann, bea);
        var message = group.say(node, ann, "Hello!");
        group.edit(node, ann, message, "Hello, Bea!");
        group.react(node, bea, message, "👍");
        group.withdraw(node, bea, message, "👍");
        group.read(node, bea, 1);
        group.delete(node, ann, message);
        group.add(node, ann, cid);
        group.give(node, ann, cid, "admin");
        group.rename(node, cid, "Saturday's walk");
        group.remove(node, ann, cid);
        group.remove(node, ann, ann);
        assertThat(ann.leave(node.api()).status()).isEqualTo(204);
    }

    private static Told told(ConsumerRecord<byte[], byte[]> record) {
        var headers = Stream.of(record.headers().toArray())
                .collect(Collectors.toMap(Header::key, header -> text(header.value()), (first, _) -> first));
        var problems = Spoken.NOVA.problemsOfRecord(record.topic(), text(record.key()), text(record.value()), headers);
        return new Told(record.topic(), headers.getOrDefault("event-type", ""), named(problems, record));
    }

    private static List<String> named(List<String> problems, ConsumerRecord<byte[], byte[]> record) {
        return problems.stream()
                .map(problem -> "%s: %s".formatted(problem, text(record.value())))
                .toList();
    }

    private static Set<String> types(List<Told> told) {
        return told.stream().map(Told::type).collect(Collectors.toSet());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
