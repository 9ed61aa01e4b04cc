package social.nova.cluster.contract;

import static social.nova.protocols.contract.Service.MESSAGING;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Searching the messages of a conversation, answer by answer.
final class SearchCases {
    private static final String SEARCH = "/conversations/{conversation_id}/messages/search";

    private SearchCases() {}

    static List<Case> of(Scene scene) {
        var all = new ArrayList<Case>();
        var here = scene.fill(SEARCH);
        for (var query : List.of("?q=hello", "?q=hello&limit=1", "?q=HELLO%20there&limit=1000", "?q=hello&cursor=MQ")) {
            all.add(Case.get(MESSAGING, SEARCH, "200").at(here + query).as(scene.owner()));
        }
        for (var query : List.of(
                "",
                "?q=",
                "?q=%F0%9F%91%8D",
                "?q=" + "a".repeat(257),
                "?q=" + "a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l%20m%20n%20o%20p%20q",
                "?q=a&limit=0",
                "?q=a&cursor=x",
                "?q=a&cursor=MA")) {
            all.add(Case.get(MESSAGING, SEARCH, "400 VALIDATION_ERROR")
                    .at(here + query)
                    .as(scene.owner()));
        }
        all.add(Case.get(MESSAGING, SEARCH, "403 NOT_CONVERSATION_MEMBER")
                .at(here + "?q=hello")
                .as(scene.stranger()));
        all.add(Case.get(MESSAGING, SEARCH, "404 CONVERSATION_NOT_FOUND")
                .at("/conversations/%s/messages/search?q=hello".formatted(UUID.randomUUID()))
                .as(scene.owner()));
        return all;
    }
}
