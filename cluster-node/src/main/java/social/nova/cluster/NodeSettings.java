package social.nova.cluster;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import social.nova.http.common.HttpSettings;
import social.nova.media.common.MediaSettings;
import social.nova.persistence.PersistenceSettings;
import social.nova.protocols.settings.SettingsReader;

/// All settings of a node, every module's, read and checked before anything is started.
///
/// @param all everything, for Akka; carries secrets
public record NodeSettings(
        HttpSettings http,
        ClusterSettings cluster,
        PersistenceSettings persistence,
        MediaSettings media,
        LogSettings logs,
        Config all) {
    private static final List<String> PORTS = List.of(
            "nova.http.port",
            "nova.http.messaging-port",
            "nova.http.search-port",
            "nova.media.rtmp-port",
            "nova.cluster.port",
            "nova.cluster.management-port");

    /// @throws social.nova.protocols.settings.SettingsRefused naming everything that is wrong
    public static NodeSettings from(Map<String, String> environment) {
        return from(SettingsReader.of(environment));
    }

    static NodeSettings from(SettingsReader reader) {
        var settings = new NodeSettings(
                HttpSettings.from(reader),
                ClusterSettings.from(reader),
                PersistenceSettings.from(reader),
                MediaSettings.from(reader),
                LogSettings.from(reader),
                reader.config());
        checkPorts(reader);
        reader.finish();
        return settings;
    }

    private static void checkPorts(SettingsReader reader) {
        var taken = new HashMap<Integer, String>();
        for (var path : PORTS) {
            var dot = path.lastIndexOf('.');
            var section = reader.section(path.substring(0, dot));
            var key = path.substring(dot + 1);
            if (section.areSound(key)) {
                var port = section.port(key);
                var holder = taken.putIfAbsent(port, path);
                if (holder != null) {
                    section.wrong(key, Integer.toString(port), "the same as " + holder, "a port of its own");
                }
            }
        }
    }

    @Override
    public String toString() {
        return "NodeSettings[%s, %s, %s, %s, %s]".formatted(http, cluster, persistence, media, logs);
    }
}
