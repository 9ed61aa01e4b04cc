package social.nova.http.graph;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.common.Database;
import social.nova.persistence.graph.BlockRepository;
import social.nova.persistence.graph.BlockRepository.Untold;
import social.nova.persistence.graph.FollowRepository;
import social.nova.persistence.graph.MuteRepository;
import social.nova.persistence.graph.RelationRepository;
import social.nova.persistence.graph.UserListRepository;

/// All that is between users.
public record GraphRoutes(FollowRoutes follows, BlockRoutes blocks, RelationshipRoutes relationships) {

    /// @param conversations tells the direct conversation of a pair, see [Blocking]
    public static GraphRoutes over(Database database, Function<Untold, CompletionStage<Done>> conversations) {
        var relations = new RelationRepository(database);
        var lists = new UserLists(new UserListRepository(database));
        return new GraphRoutes(
                new FollowRoutes(new FollowRepository(database), new Visibility(relations), lists),
                new BlockRoutes(new Blocking(new BlockRepository(database), conversations), lists),
                new RelationshipRoutes(relations, new MuteRepository(database), lists));
    }

    public List<Endpoint> endpoints() {
        return Stream.of(follows.endpoints(), blocks.endpoints(), relationships.endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
