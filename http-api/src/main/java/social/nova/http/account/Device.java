package social.nova.http.account;

import akka.http.javadsl.model.HttpRequest;
import java.util.Optional;
import social.nova.http.common.Headers;

/// What a client calls itself, to be recognised by its user in the list of sessions: its `User-Agent`, cut to a length
/// that can be shown. Never believed.
public record Device(Optional<String> name) {
    private static final int LONGEST = 255;

    public static Device of(HttpRequest request) {
        return new Device(Headers.values(request, "User-Agent")
                .findFirst()
                .map(name -> name.substring(0, Math.min(LONGEST, name.length())))
                .filter(name -> !name.isBlank()));
    }

    @Override
    public String toString() {
        return "Device[***]";
    }
}
