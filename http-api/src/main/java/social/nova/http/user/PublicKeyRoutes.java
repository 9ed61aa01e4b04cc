package social.nova.http.user;

import static java.util.Objects.requireNonNull;
import static social.nova.http.routing.Access.USER;
import static social.nova.http.routing.Access.VIEWER;

import akka.http.javadsl.model.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.common.Parameters;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.persistence.user.PublicKeyRepository;
import social.nova.persistence.user.PublicKeyRepository.PublicKey;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.common.UserId;

/// The keys with which others encrypt for a user.
public final class PublicKeyRoutes {
    private final PublicKeys keys;
    private final Profiles profiles;

    public PublicKeyRoutes(PublicKeys keys, Profiles profiles) {
        this.keys = keys;
        this.profiles = profiles;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.put("/api/v1/users/me/public-key", USER, PutRequest.class, this::put),
                Endpoint.get("/api/v1/users/{user_id}/public-key", VIEWER, this::newest)
                        .tagged(),
                Endpoint.get("/api/v1/users/{user_id}/public-keys", VIEWER, this::history));
    }

    private CompletionStage<HttpResponse> put(Call call, PutRequest body) {
        var me = call.caller().user();
        PublicKeyRules.check(body.publicKey());
        return keys.put(me, requireNonNull(body.publicKey())).thenApply(key -> Answer.ok(KeyView.of(me, key)));
    }

    private CompletionStage<HttpResponse> newest(Call call) {
        return read(call, 1)
                .thenApply(history -> history.publicKeys().stream()
                        .findFirst()
                        .map(Answer::ok)
                        .orElseThrow(ErrorCode.NOT_FOUND::failure));
    }

    private CompletionStage<HttpResponse> history(Call call) {
        return read(call, PublicKeyRepository.KEPT).thenApply(Answer::ok);
    }

    private CompletionStage<History> read(Call call, int limit) {
        var user = Parameters.user("user_id", call.path("user_id"));
        return profiles.seenBy(call.viewer(), user)
                .thenCompose(_ -> keys.table().of(user, limit))
                .thenApply(found -> new History(
                        found.stream().map(key -> KeyView.of(user, key)).toList()));
    }

    record PutRequest(@Nullable String publicKey) {}

    record KeyView(UserId userId, String publicKey, Instant createdAt) {
        static KeyView of(UserId user, PublicKey key) {
            return new KeyView(user, key.text(), key.since());
        }
    }

    /// @param publicKeys newest first
    record History(List<KeyView> publicKeys) {}
}
