package social.nova.protocols.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void tellsOfAllMistakesAtOnce() {
        var reader = reader("""
                nova.a { port = 70000, flag = maybe, time = 5 }
                """);
        var section = reader.section("nova.a");

        section.port("port");
        section.flag("flag");
        section.duration("time", SECOND, HOUR);
        section.secret("absent", "a secret");

        assertThatThrownBy(reader::finish).isInstanceOf(SettingsRefused.class).hasMessage("""
                4 settings are wrong:
                  nova.a.port is "70000": above 65535
                    needs a port, from 1 to 65535
                  nova.a.flag is "maybe": neither true nor false
                    needs true or false
                  nova.a.time is "5": without a unit
                    needs a time with its unit, from 1s to 1h, as in 5s
                  nova.a.absent is not set
                    needs a secret""");
    }

    @Test
    void hasNothingToSayAboutSoundSettings() {
        var reader = reader("""
                nova.a { port = "8080", flag = ON, time = 5s, size = 19 MiB, url = "https://example.org:8443/nova/" }
                """);
        var section = reader.section("nova.a");

        assertThat(section.port("port")).isEqualTo(8080);
        assertThat(section.flag("flag")).isTrue();
        assertThat(section.duration("time", SECOND, HOUR)).hasSeconds(5);
        assertThat(section.bytes("size", 1, Long.MAX_VALUE)).isEqualTo(19 * 1024 * 1024);
        assertThat(section.url("url", "https")).isEqualTo(URI.create("https://example.org:8443/nova"));
        reader.finish();
    }

    @Test
    void namesTheVariableThatSetsAKey() {
        var reader = SettingsReader.of(Map.of("APP_ENV", "prod"), ConfigFactory.empty());

        assertThat(reader.mistakes()).singleElement().satisfies(mistake -> {
            assertThat(mistake.key()).isEqualTo("nova.environment");
            assertThat(mistake.variables()).containsExactly("APP_ENV");
            assertThat(mistake.shown()).isEqualTo("prod");
            assertThat(mistake.right()).isEqualTo("production or development");
        });
    }

    @Test
    void isProductionUnlessTold() {
        assertThat(SettingsReader.of(Map.of(), ConfigFactory.empty()).production())
                .isTrue();
        assertThat(SettingsReader.of(Map.of("APP_ENV", "development"), ConfigFactory.empty())
                        .production())
                .isFalse();
    }

    @Test
    void takesABlankVariableForOneThatIsNotSet() {
        assertThat(SettingsReader.of(Map.of("APP_ENV", " "), ConfigFactory.empty())
                        .mistakes())
                .isEmpty();
    }

    @Test
    void listsAllVariablesOfAKeyTheStrongestFirst() {
        var names = VariableNames.in(ConfigFactory.parseString("""
                nova.log { levels = info, levels = ${?WEAK}, levels = ${?STRONG} }
                nova.plain = 1
                nova.http.port = ${?PORT}
                """));

        assertThat(names)
                .isEqualTo(Map.of("nova.log.levels", List.of("STRONG", "WEAK"), "nova.http.port", List.of("PORT")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "70000", "0", "-1", "80x", "8080.5", "[1]", "{a = 1}"})
    void refusesWhatIsNoPort(String value) {
        var reader = reader("nova.a.port = " + (value.isEmpty() ? "\"\"" : value));

        reader.section("nova.a").port("port");

        assertThat(reader.mistakes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "ftp://localhost",
                "https://",
                "https://host:99999",
                "https://user:pass@host",
                "https://host?q=1",
                "https://host#part",
                "https://ho st"
            })
    void refusesWhatIsNoPlainAddress(String value) {
        var reader = reader("nova.a.url = \"%s\"".formatted(value));

        reader.section("nova.a").url("url", "https");

        assertThat(reader.mistakes()).hasSize(1);
        assertThat(reader.mistakes().getFirst().shown()).doesNotContain(":pass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", ":9092", "host:", "host:0", "ho/st:1", "host:9092x", "[::g]:1"})
    void refusesAListWithOneBadServer(String server) {
        var reader = reader("nova.a.servers = \"good:9092, %s\"".formatted(server));

        assertThat(reader.section("nova.a").hostPorts("servers")).containsExactly(new HostPort("good", 9092));
        assertThat(reader.mistakes()).singleElement().extracting(Mistake::shown).isEqualTo(server);
    }

    @Test
    void readsListsOfBothForms() {
        var section =
                reader("nova.a { text = \"[::1]:1, b:2,\", list = [\"c:3\"] }").section("nova.a");

        assertThat(section.hostPorts("text")).hasToString("[[::1]:1, b:2]");
        assertThat(section.hostPorts("list")).containsExactly(new HostPort("c", 3));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "postgresql://nova:canary@db:5432/nova, postgresql://nova:***@db:5432/nova",
                "postgresql://nova:can@ary@db/nova, postgresql://nova:***@db/nova",
                "postgresql://nova:can/ary@db/nova, postgresql://nova:***@db/nova",
                "postgresql://canary@db/nova, postgresql://***@db/nova",
                "postgresql:nova:canary@db, ***@db",
                "postgresql://db/nova?password=canary, postgresql://db/nova?***",
                "redis://:canary@cache:6379, redis://:***@cache:6379",
                "canary, ***"
            })
    void showsAnAddressWithoutItsPassword(String address, String shown) {
        assertThat(Masking.address(address)).isEqualTo(shown);
    }

    @Test
    void showsNoSecret() {
        var reader = reader("nova.a { key = canary, other = canary }");
        var section = reader.section("nova.a");

        var secret = section.secret("key", "a key");
        section.secret("other", "another", _ -> {
            throw new IllegalArgumentException("not a key");
        });

        assertThat(secret.value()).isEqualTo("canary");
        assertThat(secret).hasToString("***");
        assertThatThrownBy(reader::finish).hasMessageContaining("nova.a.other is \"***\": not a key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "AKIAIOSFODNN7EXAMPLE", "Changeme", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"})
    void refusesSecretsOfDocumentationInProductionOnly(String known) {
        var production = reader("nova.a.key = \"%s\"".formatted(known));
        var development = reader("nova { environment = development, a.key = \"%s\" }".formatted(known));

        production.section("nova.a").secret("key", "a key");
        development.section("nova.a").secret("key", "a key");

        assertThat(production.mistakes())
                .singleElement()
                .extracting(Mistake::shown)
                .isEqualTo("***");
        assertThat(development.mistakes()).isEmpty();
    }

    @Test
    void tellsOfFilesThatCannotBeRead() {
        assertThatThrownBy(() -> reader("nova.a = ${nova.missing}")).isInstanceOf(SettingsRefused.class);
    }

    private static SettingsReader reader(String application) {
        return SettingsReader.of(Map.of(), ConfigFactory.parseString(application));
    }
}
