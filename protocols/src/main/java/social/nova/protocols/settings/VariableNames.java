package social.nova.protocols.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which environment variables set which key, as the files say themselves: `port = ${?APP_PORT}`.
final class VariableNames {
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\?([A-Z][A-Z0-9_]*)}");

    private VariableNames() {}

    /// @param unresolved what the files hold, substitutions not yet made
    /// @return by key, the strongest variable first; keys without one are left out
    static Map<String, List<String>> in(Config unresolved) {
        var names = new HashMap<String, List<String>>();
        collect("", unresolved.root(), names);
        return Map.copyOf(names);
    }

    private static void collect(String prefix, ConfigObject object, Map<String, List<String>> names) {
        for (var entry : object.entrySet()) {
            var path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            if (entry.getValue() instanceof ConfigObject inner) {
                collect(path, inner, names);
            } else {
                var found = namesIn(entry.getValue());
                if (!found.isEmpty()) {
                    names.put(path, found);
                }
            }
        }
    }

    // Later lines of a file win, so the strongest is written last.
    private static List<String> namesIn(ConfigValue value) {
        return SUBSTITUTION
                .matcher(value.render(ConfigRenderOptions.concise()))
                .results()
                .map(match -> match.group(1))
                .toList()
                .reversed();
    }
}
