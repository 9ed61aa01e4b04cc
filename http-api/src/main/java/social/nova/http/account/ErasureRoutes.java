package social.nova.http.account;

import static social.nova.http.routing.Access.USER;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import social.nova.http.routing.Answer;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;

/// Leaving Nova.
public final class ErasureRoutes {
    private final OwnerCheck owners;
    private final Erasure erasure;

    public ErasureRoutes(OwnerCheck owners, Erasure erasure) {
        this.owners = owners;
        this.erasure = erasure;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.delete("/api/v1/users/me", USER, EraseRequest.class, this::erase)
                .guarded());
    }

    private CompletionStage<HttpResponse> erase(Call call, EraseRequest body) {
        var me = call.caller().user();
        return owners.check(me, body.proof())
                .thenCompose(_ -> erasure.erase(me))
                .thenApply(_ -> Answer.noContent());
    }

    record EraseRequest(
            @Nullable String password,
            @Nullable String provider,
            @Nullable String token,
            @Nullable String nonce) {

        OwnerProof proof() {
            return OwnerProof.of(password, provider, token, nonce);
        }

        @Override
        public String toString() {
            return "EraseRequest[***]";
        }
    }
}
