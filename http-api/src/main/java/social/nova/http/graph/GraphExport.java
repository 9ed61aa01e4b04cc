package social.nova.http.graph;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import social.nova.http.export.ExportPart;
import social.nova.persistence.graph.UserListRepository;
import social.nova.persistence.graph.UserListRepository.Entry;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.protocols.common.UserId;

/// What a user gets of what is between them and others. Who blocks or has muted them is not among it,
/// nor can it be told from it.
public final class GraphExport {
    private static final int READ_AT_ONCE = 1_000;

    private GraphExport() {}

    public static List<ExportPart> parts(UserListRepository lists) {
        return List.of(
                part("followers.json", lists, Kind.FOLLOWERS),
                part("following.json", lists, Kind.FOLLOWING),
                part("follow-requests.json", lists, Kind.FOLLOW_REQUESTS),
                part("follow-requests-made.json", lists, Kind.ASKED),
                part("blocked.json", lists, Kind.BLOCKED),
                part("muted.json", lists, Kind.MUTED));
    }

    record Line(UserId id, String username, Instant since) {}

    private static ExportPart part(String file, UserListRepository lists, Kind kind) {
        return ExportPart.many(file, user -> all(lists, kind, user));
    }

    private static Source<Line, NotUsed> all(UserListRepository lists, Kind kind, UserId user) {
        return Source.<Long, List<Entry>>unfoldAsync(
                        Long.MAX_VALUE,
                        below -> lists.entries(kind, user, below, READ_AT_ONCE)
                                .thenApply(page -> page.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(Pair.create(page.getLast().change(), page))))
                .mapConcat(page -> page)
                .map(entry -> new Line(entry.user(), entry.username(), entry.since()));
    }
}
