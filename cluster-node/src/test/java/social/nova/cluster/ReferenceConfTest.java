package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.settings.SettingsReader;

/// The files of settings are their manual, and hold nothing that means nothing.
class ReferenceConfTest {
    @ParameterizedTest
    @ValueSource(strings = {"protocols", "persistence", "media-pipeline", "http-api", "cluster-node"})
    void everyKeyHasAComment(String module) {
        var file = file(module);

        assertThat(keys("", file.root())).isNotEmpty();
        assertThat(withoutComment("", file.root())).isEmpty();
    }

    @Test
    void seesAKeyWithoutAComment() {
        var file = ConfigFactory.parseString("""
                nova {
                  # said
                  a = 1
                  a = ${?A}

                  b = 1
                  b = ${?B}
                  # said of all below
                  c { d = 1 }
                }
                akka.x = 1
                """);

        assertThat(withoutComment("", file.root())).containsExactly("akka.x", "nova.b", "nova.c.d");
    }

    @Test
    void everyKeyIsRead() {
        var asked = new TreeSet<String>();
        for (var environment : List.of("production", "development")) {
            var reader = SettingsReader.of(Environments.everything("APP_ENV", environment));
            NodeSettings.from(reader);
            asked.addAll(reader.asked());
        }

        var keys = new TreeSet<String>();
        for (var module : List.of("protocols", "persistence", "media-pipeline", "http-api", "cluster-node")) {
            keys.addAll(keys("nova", file(module).getObject("nova")));
        }
        assertThat(keys).hasSizeGreaterThan(50);
        assertThat(asked).containsAll(keys);
    }

    private static Config file(String module) {
        var path = Path.of("..", module, "src/main/resources/reference.conf");
        return ConfigFactory.parseFile(path.toFile());
    }

    private static List<String> keys(String prefix, ConfigObject object) {
        return leaves(prefix, object).keySet().stream().toList();
    }

    private static List<String> withoutComment(String prefix, ConfigObject object) {
        return leaves(prefix, object).entrySet().stream()
                .filter(leaf -> leaf.getValue().origin().comments().stream().allMatch(String::isBlank))
                .map(leaf -> leaf.getKey())
                .toList();
    }

    private static Map<String, ConfigValue> leaves(String prefix, ConfigObject object) {
        var found = new TreeMap<String, ConfigValue>();
        object.forEach((key, value) -> {
            var path = prefix.isEmpty() ? key : prefix + "." + key;
            if (value instanceof ConfigObject inner) {
                found.putAll(leaves(path, inner));
            } else {
                found.put(path, value);
            }
        });
        return found;
    }
}
