package social.nova.http.graph;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import social.nova.http.common.Paging;
import social.nova.persistence.graph.UserListRepository;
import social.nova.persistence.graph.UserListRepository.Kind;
import social.nova.persistence.graph.UserListRepository.Page;
import social.nova.persistence.graph.UserListRepository.Window;
import social.nova.protocols.common.UserId;

/// Lists of users as requests page them.
public record UserLists(UserListRepository lists) {

    CompletionStage<Page> page(Kind kind, UserId of, Optional<UserId> viewer, Paging paging) {
        return lists.page(kind, of, viewer, new Window(paging.limit(), paging.offset()));
    }
}
