package social.nova.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import social.nova.protocols.settings.SettingsReader;

/// Which loggers say how much, written as in `info,akka=debug,sql=warn`: a bare level is everybody's, `name=level` that
/// of a logger and those below it.
///
/// Some short names stand for several loggers, among them those of other implementations of this API, so that their
/// settings can be kept.
///
/// @param levels by the name of a logger
public record LogSettings(Map<String, Level> levels) {
    private static final String FORM = "a level (trace, debug, info, warn, error, off), or name=level, by commas";
    private static final Map<String, Level> LEVELS = Map.of(
            "trace", Level.TRACE,
            "debug", Level.DEBUG,
            "info", Level.INFO,
            "warn", Level.WARN,
            "error", Level.ERROR,
            "off", Level.OFF);
    private static final List<String> HTTP = List.of("akka.http", "social.nova.http");
    private static final List<String> SQL =
            List.of("social.nova.persistence", "com.zaxxer.hikari", "slick", "org.flywaydb");
    private static final List<String> KAFKA = List.of("org.apache.kafka", "akka.kafka");
    private static final Map<String, List<String>> LOGGERS = Map.ofEntries(
            Map.entry("nova", List.of("social.nova")),
            Map.entry("http", HTTP),
            Map.entry("hyper", HTTP),
            Map.entry("actix_web", HTTP),
            Map.entry("actix_http", HTTP),
            Map.entry("actix_server", HTTP),
            Map.entry("sql", SQL),
            Map.entry("sqlx", SQL),
            Map.entry("kafka", KAFKA),
            Map.entry("rdkafka", KAFKA),
            Map.entry("redis", List.of("redis.clients")),
            Map.entry("s3", List.of("akka.stream.alpakka.s3")));

    private record Directive(List<String> loggers, Level level) {}

    public LogSettings {
        levels = Map.copyOf(levels);
    }

    public static LogSettings from(SettingsReader reader) {
        var levels = new HashMap<String, Level>();
        reader.section("nova.log")
                .listOfSome("levels", FORM, LogSettings::directive)
                .forEach(directive -> directive.loggers().forEach(name -> levels.put(name, directive.level())));
        return new LogSettings(levels);
    }

    /// Sets the levels; loggers not named keep theirs.
    public void applyTo(LoggerContext context) {
        levels.forEach((name, level) -> context.getLogger(name).setLevel(level));
    }

    /// Whether Akka must hand on what it would otherwise not even look at.
    boolean debugsAkka() {
        return levels.entrySet().stream()
                .anyMatch(entry -> (entry.getKey().equals(Logger.ROOT_LOGGER_NAME)
                                || entry.getKey().startsWith("akka"))
                        && entry.getValue().levelInt <= Level.DEBUG_INT);
    }

    private static Directive directive(String text) {
        var equals = text.indexOf('=');
        if (equals < 0) {
            return new Directive(List.of(Logger.ROOT_LOGGER_NAME), level(text));
        }
        var name = text.substring(0, equals).strip().replace("::", ".");
        if (!name.matches("[A-Za-z0-9_$-]+(\\.[A-Za-z0-9_$-]+)*")) {
            throw new IllegalArgumentException("not the name of a logger");
        }
        return new Directive(LOGGERS.getOrDefault(name, List.of(name)), level(text.substring(equals + 1)));
    }

    private static Level level(String text) {
        var level = LEVELS.get(text.strip().toLowerCase(Locale.ROOT));
        if (level == null) {
            throw new IllegalArgumentException("not a level");
        }
        return level;
    }
}
