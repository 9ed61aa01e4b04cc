package social.nova.http.routing;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.settings.ServerSettings;
import java.util.Map;

/// How a server of Akka HTTP is to be set that a [Pipeline] is bound to, beside `akka.http.server`.
public final class Servers {
    private Servers() {}

    public static ServerSettings settings(ClassicActorSystemProvider system) {
        var settings = ServerSettings.create(system.classicSystem());
        // Akka's own JSON type is UTF-8 by definition and forgets which charset a client named.
        var json = MediaTypes.customWithOpenCharset("application", "json", Map.of(), false);
        return settings.withParserSettings(settings.getParserSettings().withCustomMediaTypes(json));
    }
}
