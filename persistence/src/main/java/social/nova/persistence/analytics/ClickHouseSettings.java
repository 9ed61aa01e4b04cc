package social.nova.persistence.analytics;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import social.nova.protocols.settings.Secret;
import social.nova.protocols.settings.Section;

/// ClickHouse over its HTTP interface.
///
/// @param password may be empty, ClickHouse's own default
/// @param timeout of connecting, and of one query
public record ClickHouseSettings(URI url, String database, String username, Secret password, Duration timeout) {

    public static Optional<ClickHouseSettings> from(Section clickHouse) {
        if (!clickHouse.isSet("url")) {
            return Optional.empty();
        }
        return Optional.of(new ClickHouseSettings(
                clickHouse.url("url", "http", "https"),
                clickHouse.parsed("database", "a database's name", ClickHouseSettings::name, ""),
                clickHouse.text("username"),
                clickHouse.optionalSecret("password", "a password").orElse(Secret.NONE),
                clickHouse.millis("timeout-ms", Duration.ofMillis(100), Duration.ofMinutes(1))));
    }

    private static String name(String text) {
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            throw new IllegalArgumentException("not made of letters, digits and _");
        }
        return text;
    }
}
