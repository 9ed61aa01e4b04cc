package social.nova.loadtest.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.Text;

/// Something that members do to a message that is there.
public sealed interface Change {
    Receipt message();

    /// @param edit the name of this edit, unlike any other
    record Edit(Receipt message, String edit) implements Change {}

    record Delete(Receipt message) implements Change {}

    record React(Receipt message, String emoji) implements Change {}

    record Withdraw(Receipt message, String emoji) implements Change {}

    /// Everything up to it has been read.
    record Mark(Receipt message) implements Change {}

    /// Its beginning.
    default Event in(String proc, String conversation) {
        var op = switch (this) {
            case Edit _ -> Op.EDIT;
            case Delete _ -> Op.DELETE;
            case React _ -> Op.REACT;
            case Withdraw _ -> Op.WITHDRAW;
            case Mark _ -> Op.MARK;
        };
        var state = switch (this) {
            case Edit edit -> edit.edit();
            case React reaction -> reaction.emoji();
            case Withdraw reaction -> reaction.emoji();
            case Delete _, Mark _ -> "";
        };
        return Event.of(proc, Phase.INVOKE, op, conversation, message().key())
                .message(message().sequenceNumber(), message().id())
                .standing(state);
    }

    /// @param node of the messaging service, as a URL
    default Web.Answer ask(String node, String conversation, Person person) {
        var url = node + "/messages/" + message().id();
        return switch (this) {
            case Edit(var message, var edit) ->
                Web.put(url, person.token(), Map.of("plaintext", Text.edited(message.key(), edit)));
            case Delete _ -> Web.delete(url, person.token());
            case React reaction -> Web.post(url + "/reactions", person.token(), Map.of("emoji", reaction.emoji()));
            case Withdraw reaction ->
                Web.delete(
                        "%s/reactions/%s?emoji=%s"
                                .formatted(
                                        url, person.id(), URLEncoder.encode(reaction.emoji(), StandardCharsets.UTF_8)),
                        person.token());
            case Mark(var message) ->
                Web.post(
                        "%s/conversations/%s/read".formatted(node, conversation),
                        person.token(),
                        Map.of("sequence_number", message.sequenceNumber()));
        };
    }
}
