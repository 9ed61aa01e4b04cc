package social.nova.persistence.video;

import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Section;

/// Milvus, for vectors of videos.
///
/// @param enabled whether it is used at all
public record MilvusSettings(boolean enabled, HostPort server, String database) {

    public static MilvusSettings from(Section milvus) {
        return new MilvusSettings(
                milvus.flag("enabled"),
                new HostPort(milvus.host("host"), milvus.port("port")),
                milvus.parsed("database", "a database's name", MilvusSettings::name, ""));
    }

    private static String name(String text) {
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,254}")) {
            throw new IllegalArgumentException("not made of letters, digits and _");
        }
        return text;
    }
}
