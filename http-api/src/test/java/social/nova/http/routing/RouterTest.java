package social.nova.http.routing;

import static akka.http.javadsl.model.HttpMethods.DELETE;
import static akka.http.javadsl.model.HttpMethods.GET;
import static akka.http.javadsl.model.HttpMethods.HEAD;
import static akka.http.javadsl.model.HttpMethods.OPTIONS;
import static akka.http.javadsl.model.HttpMethods.POST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static social.nova.http.routing.Access.ANYONE;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Endpoint ME = get("/users/me");
    private static final Endpoint USER = get("/users/{user_id}");
    private static final Endpoint POSTS = get("/users/{user_id}/posts");
    private static final Endpoint NEW_POST = Endpoint.post("/users/{user_id}/posts", ANYONE, _ -> none());

    private final Router router = new Router(List.of(USER, ME, POSTS, NEW_POST));

    @Test
    void findsAnEndpointAndNamesWhatVaries() {
        assertThat(router.match(GET, List.of("users", "u1", "posts")))
                .isEqualTo(new Router.Found(POSTS, Map.of("user_id", "u1")));
        assertThat(router.match(POST, List.of("users", "u1", "posts")))
                .isEqualTo(new Router.Found(NEW_POST, Map.of("user_id", "u1")));
    }

    @Test
    void prefersWhatIsSpelledOut() {
        assertThat(router.match(GET, List.of("users", "me"))).isEqualTo(new Router.Found(ME, Map.of()));
        assertThat(router.match(GET, List.of("users", "ME")))
                .isEqualTo(new Router.Found(USER, Map.of("user_id", "ME")));
    }

    @Test
    void tellsWhichMethodsAPathHas() {
        assertThat(router.match(DELETE, List.of("users", "u1", "posts")))
                .isEqualTo(new Router.OtherMethods(Set.of(GET, HEAD, POST, OPTIONS)));
    }

    @Test
    void findsNothingAtPathsThatOnlyLookAlike() {
        for (var path : List.of(
                List.<String>of(),
                List.of(""),
                List.of("users"),
                List.of("users", ""),
                List.of("users", "u1", ""),
                List.of("users", "u1", "posts", "p1"))) {
            assertThat(router.match(GET, path)).as("%s", path).isEqualTo(new Router.Nothing());
        }
    }

    @Test
    void refusesATableThatContradictsItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Router(List.of(USER, get("/users/{user_id}"))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Router(List.of(USER, get("/users/{id}/likes"))));
    }

    private static Endpoint get(String path) {
        return Endpoint.get(path, ANYONE, _ -> none());
    }

    private static <T> CompletableFuture<T> none() {
        return new CompletableFuture<>();
    }
}
