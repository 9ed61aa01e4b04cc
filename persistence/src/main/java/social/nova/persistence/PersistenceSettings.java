package social.nova.persistence;

import java.util.Optional;
import social.nova.persistence.analytics.ClickHouseSettings;
import social.nova.persistence.common.DatabaseSettings;
import social.nova.persistence.common.RedisSettings;
import social.nova.persistence.graph.GraphSettings;
import social.nova.persistence.kafka.KafkaSettings;
import social.nova.persistence.mail.MailSettings;
import social.nova.persistence.user.MasterKeysetSettings;
import social.nova.persistence.video.MilvusSettings;
import social.nova.protocols.settings.SettingsReader;

/// `nova.persistence`, read once at start.
///
/// @param masterKeyset where the keyset is that wraps every user's data key
/// @param mail empty: no mail is sent
/// @param clickHouse empty: analytics are computed in PostgreSQL
public record PersistenceSettings(
        DatabaseSettings database,
        RedisSettings redis,
        KafkaSettings kafka,
        MasterKeysetSettings masterKeyset,
        Optional<MailSettings> mail,
        Optional<ClickHouseSettings> clickHouse,
        MilvusSettings milvus,
        GraphSettings graph) {

    public static PersistenceSettings from(SettingsReader reader) {
        var nova = reader.section("nova.persistence");
        return new PersistenceSettings(
                DatabaseSettings.from(nova),
                RedisSettings.from(nova),
                KafkaSettings.from(nova.section("kafka")),
                MasterKeysetSettings.from(nova),
                MailSettings.from(nova.section("mail")),
                ClickHouseSettings.from(nova.section("clickhouse")),
                MilvusSettings.from(nova.section("milvus")),
                GraphSettings.from(nova.section("graph")));
    }
}
