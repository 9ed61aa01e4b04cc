package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.MESSAGING;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Lists of conversations, answer by answer.
final class ListCases {
    private ListCases() {}

    static List<Case> of(Scene scene) {
        var all = new ArrayList<Case>();
        for (var query : List.of("", "?limit=1", "?limit=1000", "?archived=true")) {
            all.add(Case.get(MESSAGING, "/conversations", "200")
                    .at("/conversations" + query)
                    .as(scene.owner()));
        }
        for (var query : List.of("?limit=0", "?cursor=x", "?cursor=eA", "?archived=maybe")) {
            all.add(Case.get(MESSAGING, "/conversations", "400 VALIDATION_ERROR")
                    .at("/conversations" + query)
                    .as(scene.owner()));
        }
        for (var wish : List.of("mute", "archive")) {
            var path = "/conversations/{conversation_id}/" + wish;
            var nowhere = "/conversations/%s/%s".formatted(UUID.randomUUID(), wish);
            Stream.of("POST", "DELETE").forEach(method -> {
                all.add(Case.of(method, MESSAGING, path, "", "204")
                        .at(scene.fill(path))
                        .as(scene.owner()));
                all.add(Case.of(method, MESSAGING, path, "", "403 NOT_CONVERSATION_MEMBER")
                        .at(scene.fill(path))
                        .as(scene.stranger()));
                all.add(Case.of(method, MESSAGING, path, "", "404 CONVERSATION_NOT_FOUND")
                        .at(nowhere)
                        .as(scene.owner()));
            });
        }
        return all;
    }
}
