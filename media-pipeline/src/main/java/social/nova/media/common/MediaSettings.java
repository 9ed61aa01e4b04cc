package social.nova.media.common;

import java.util.Optional;
import social.nova.protocols.settings.SettingsReader;

/// `nova.media`, read once at start.
///
/// @param s3 empty: there is no store, and nothing can be uploaded
public record MediaSettings(int rtmpPort, Optional<ObjectStoreSettings> s3) {

    public static MediaSettings from(SettingsReader reader) {
        var nova = reader.section("nova.media");
        return new MediaSettings(nova.port("rtmp-port"), ObjectStoreSettings.from(nova.section("s3")));
    }
}
