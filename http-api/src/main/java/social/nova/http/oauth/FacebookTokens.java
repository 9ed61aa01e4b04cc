package social.nova.http.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import social.nova.http.common.Json;
import social.nova.http.common.OAuthSettings;
import social.nova.persistence.account.IdentityRepository.Identity;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.trace.Trace;
import social.nova.protocols.user.IdentityProvider;

/// Access tokens of Facebook, which say nothing themselves: Facebook is asked whose they are, and for which app.
final class FacebookTokens {
    private static final int MAX_TOKEN = 2_048;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int MAX_SUBJECT = 255;

    private final OAuthSettings settings;
    private final InstantSource clock;
    private final HttpClient client;

    FacebookTokens(OAuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// Who a token is of; fails with `INVALID_TOKEN` if it is not one for our app, and with `SERVICE_UNAVAILABLE` if
    /// Facebook does not answer.
    CompletionStage<ProviderUser> verify(String token) {
        var secret = settings.graph().appSecret();
        var apps = settings.facebook().clientIds();
        return secret.isEmpty() || apps.isEmpty() || token.isBlank() || token.length() > MAX_TOKEN
                ? invalid()
                : get("/debug_token?input_token=%s&access_token=%s"
                                .formatted(
                                        encoded(token),
                                        encoded(apps.getFirst() + "|"
                                                + secret.get().value())))
                        .thenCompose(answer -> inspect(answer.path("data"), token));
    }

    private CompletionStage<ProviderUser> inspect(JsonNode data, String token) {
        var subject = data.path("user_id").asText();
        var ends = data.path("expires_at").asLong();
        // 0 is never.
        var expiresAt = ends == 0 ? Instant.MAX : Instant.ofEpochSecond(ends);
        var sound = data.path("is_valid").asBoolean()
                && settings.facebook().clientIds().contains(data.path("app_id").asText())
                && data.path("type").asText("USER").equals("USER")
                && !subject.isBlank()
                && subject.length() <= MAX_SUBJECT
                && expiresAt.isAfter(clock.instant());
        return sound ? withEmail(new Identity(IdentityProvider.FACEBOOK, subject), token, expiresAt) : invalid();
    }

    private CompletionStage<ProviderUser> withEmail(Identity identity, String token, Instant expiresAt) {
        return get("/me?fields=id,email&access_token=" + encoded(token))
                .thenCompose(me -> me.path("id").asText().equals(identity.subject())
                        ? CompletableFuture.completedStage(new ProviderUser(
                                identity,
                                Optional.of(me.path("email").asText()).filter(email -> !email.isEmpty()),
                                settings.facebook().emailsVerified(),
                                Instant.EPOCH,
                                expiresAt))
                        : invalid());
    }

    // A refusal (4xx) says that the token is none; everything else says nothing about it.
    private CompletionStage<JsonNode> get(String path) {
        var request = HttpRequest.newBuilder(URI.create(settings.graph().url() + path))
                .timeout(settings.timeout())
                .build();
        var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
        return Trace.keeping(answer)
                .handle((response, failure) -> {
                    if (failure != null || response.statusCode() >= 500 || response.statusCode() == 429) {
                        return FacebookTokens.<JsonNode>failed(ErrorCode.SERVICE_UNAVAILABLE);
                    }
                    return response.statusCode() == 200
                            ? read(response.body())
                            : FacebookTokens.<JsonNode>failed(ErrorCode.INVALID_TOKEN);
                })
                .thenCompose(Function.identity());
    }

    private static CompletionStage<JsonNode> read(byte[] body) {
        try {
            return CompletableFuture.completedStage(Json.read(body, JsonNode.class));
        } catch (IllegalArgumentException nonsense) {
            return failed(ErrorCode.SERVICE_UNAVAILABLE);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static CompletionStage<ProviderUser> invalid() {
        return failed(ErrorCode.INVALID_TOKEN);
    }

    private static <T> CompletionStage<T> failed(ErrorCode code) {
        return CompletableFuture.failedStage(code.failure());
    }
}
