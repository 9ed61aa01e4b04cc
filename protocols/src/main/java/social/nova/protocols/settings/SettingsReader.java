package social.nova.protocols.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads settings and collects every mistake, so that an operator hears of all at once.
///
/// ```
/// var reader = SettingsReader.of(System.getenv());
/// var http = HttpSettings.from(reader);
/// var cluster = ClusterSettings.from(reader);
/// reader.finish(); // throws if there was any mistake, in any of them
/// ```
///
/// In place of a value that is wrong, a [Section] gives one that is only fit for going on reading: nothing may be done
/// with a record before [#finish]. A variable that is set to nothing or blanks counts as not set. Not for several
/// threads.
public final class SettingsReader {
    private static final String NOVA = "nova";

    private final Config config;
    private final Map<String, List<String>> variables;
    private final Set<String> asked = new HashSet<>();
    private final Set<Mistake> mistakes = new LinkedHashSet<>();
    private final boolean production;

    private SettingsReader(Config config, Map<String, List<String>> variables) {
        this.config = config;
        this.variables = variables;
        this.production = section(NOVA)
                .oneOf("environment", List.of("production", "development"))
                .equals("production");
    }

    /// The configuration on the class path, with system properties over it and this environment in it.
    ///
    /// @throws SettingsRefused if a file cannot be read at all
    public static SettingsReader of(Map<String, String> environment) {
        return of(environment, ConfigFactory.defaultApplication());
    }

    /// @param application what stands above every `reference.conf`
    public static SettingsReader of(Map<String, String> environment, Config application) {
        try {
            var reference = ConfigFactory.defaultReferenceUnresolved();
            var unresolved =
                    ConfigFactory.defaultOverrides().withFallback(application).withFallback(reference);
            var options = ConfigResolveOptions.noSystem().appendResolver(new Variables(environment));
            return new SettingsReader(unresolved.resolve(options), VariableNames.in(reference.withOnlyPath(NOVA)));
        } catch (ConfigException broken) {
            throw new SettingsRefused(List.of(new Mistake(
                    "configuration",
                    List.of(),
                    "HOCON",
                    Masking.plain(String.valueOf(broken.getMessage())),
                    "files that can be read")));
        }
    }

    /// Everything, for Akka.
    public Config config() {
        return config;
    }

    /// By key, the environment variables that set it, the preferred one first; keys without one are left out.
    public Map<String, List<String>> variables() {
        return variables;
    }

    /// Whether this is a real installation.
    public boolean production() {
        return production;
    }

    /// @param path as in `nova.http`
    public Section section(String path) {
        return new Section(this, path);
    }

    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /// To be called when all settings are read, before anything is done with one.
    ///
    /// @throws SettingsRefused if anything was wrong
    public void finish() {
        if (!mistakes.isEmpty()) {
            throw new SettingsRefused(mistakes());
        }
    }

    void add(String path, String shown, String wrong, String right) {
        mistakes.add(new Mistake(path, variables.getOrDefault(path, List.of()), shown, wrong, right));
    }

    boolean isSound(String path) {
        return mistakes.stream().noneMatch(mistake -> mistake.key().equals(path));
    }

    /// The keys that were asked for so far: one that nobody asks for means nothing.
    public Set<String> asked() {
        return Set.copyOf(asked);
    }

    Optional<ConfigValue> value(String path) {
        asked.add(path);
        return config.hasPath(path) ? Optional.of(config.getValue(path)) : Optional.empty();
    }

    /// Where `${?NAME}` comes from; blank is not set.
    private record Variables(Map<String, String> environment) implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String name) {
            var value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? null : ConfigValueFactory.fromAnyRef(value, "environment variable " + name);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
