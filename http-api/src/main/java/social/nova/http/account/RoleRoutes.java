package social.nova.http.account;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.BadRequest;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.account.RoleRepository;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;
import social.nova.protocols.user.Role;

/// Who may do more than others. Looked up for each request: a token says who somebody is, never what they may do.
public final class RoleRoutes {
    private static final String PATH = "/api/v1/users/{user_id}/role";

    private final RoleRepository roles;

    public RoleRoutes(RoleRepository roles) {
        this.roles = roles;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, USER, this::show).tagged(),
                Endpoint.put(PATH, USER, RoleRequest.class, this::change));
    }

    private CompletionStage<HttpResponse> show(Call call) {
        var user = user(call);
        var caller = call.caller().user();
        var allowed = caller.equals(user)
                ? CompletableFuture.completedStage(true)
                : roles.of(caller).thenApply(role -> role.isAtLeast(Role.ADMIN));
        return allowed.thenCompose(
                        yes -> yes ? roles.find(user) : CompletableFuture.failedStage(ErrorCode.FORBIDDEN.failure()))
                .thenApply(found -> found.map(role -> Answer.ok(RoleView.of(user, role)))
                        .orElseThrow(ErrorCode.USER_NOT_FOUND::failure));
    }

    private CompletionStage<HttpResponse> change(Call call, RoleRequest body) {
        var user = user(call);
        var role = body.parsed();
        return roles.change(call.caller().user(), user, role).thenApply(outcome -> switch (outcome) {
            case DONE -> Answer.ok(RoleView.of(user, role));
            case UNKNOWN_USER -> throw ErrorCode.USER_NOT_FOUND.failure();
            case NOT_AN_ADMIN -> throw ErrorCode.FORBIDDEN.failure();
            case LAST_ADMIN -> throw ErrorCode.CONFLICT.failure();
        });
    }

    private static UserId user(Call call) {
        return Parameters.user("user_id", call.path("user_id"));
    }

    static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    record RoleRequest(@Nullable String role) {
        Role parsed() {
            return Optional.ofNullable(role)
                    .flatMap(wanted -> Stream.of(Role.values())
                            .filter(known -> name(known).equals(wanted))
                            .findAny())
                    .orElseThrow(() -> new BadRequest("role: user, moderator or admin"));
        }
    }

    record RoleView(UserId userId, String role) {
        static RoleView of(UserId user, Role role) {
            return new RoleView(user, name(role));
        }
    }
}
