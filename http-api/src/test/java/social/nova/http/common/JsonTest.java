package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Inner(@Nullable Integer howMany) {}

    record Body(
            @Nullable String firstName,
            int count,
            boolean flag,
            @Nullable Instant at,
            @Nullable List<Inner> items,
            @Nullable UUID id) {}

    record Lone(String token) {}

    @Test
    void speaksSnakeCaseAndIgnoresWhatItDoesNotKnow() {
        var body = Json.read("body", """
                {"first_name": "Ada", "count": 3, "unknown": {"a": [1]}}""", Body.class);

        assertThat(body).isEqualTo(new Body("Ada", 3, false, null, null, null));
    }

    @Test
    void writesAbsentValuesAsNullAndInstantsWithoutAFraction() {
        record Answer(@Nullable String displayName, Optional<String> bio, Instant createdAt) {}

        var json = Json.write(new Answer(null, Optional.empty(), Instant.parse("2025-10-25T10:30:00.987Z")));

        assertThat(json).isEqualTo("""
                {"display_name":null,"bio":null,"created_at":"2025-10-25T10:30:00Z"}""");
    }

    @Test
    void readsInstantsWithAnyOffsetAndFraction() {
        var body = Json.read("body", """
                {"at": "2025-10-25T12:30:45.5+02:00"}""", Body.class);

        assertThat(body.at()).isEqualTo(Instant.parse("2025-10-25T10:30:45.5Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"first_name": 5}                    | first_name: must be a string
            {"first_name": 1.5}                  | first_name: must be a string
            {"first_name": true}                 | first_name: must be a string
            {"first_name": {}}                   | first_name: must be a string
            {"first_name": ["a"]}                | first_name: must be a string
            {"count": "5"}                       | count: must be a number
            {"count": 1.5}                       | count: must be a number
            {"count": 99999999999}               | count: is not valid
            {"count": true}                      | count: must be a number
            {"flag": "true"}                     | flag: must be true or false
            {"flag": 1}                          | flag: must be true or false
            {"at": 1761388245}                   | at: must be a timestamp such as 2025-10-25T10:30:45Z
            {"at": "yesterday"}                  | at: must be a timestamp such as 2025-10-25T10:30:45Z
            {"items": {}}                        | items: must be a list
            {"items": [{}, {"how_many": "1"}]}   | items[1].how_many: must be a number
            {"id": "no"}                         | id: must be a UUID
            {"count": 1} {"count": 2}            | The JSON is followed by something else
            {"count": 1} x                       | The body is not valid JSON (line 1, column 15)
            []                                   | The body must be an object
            "text"                               | The body must be an object
            null                                 | The body must not be null
            {"count":                            | The body is not valid JSON (line 1, column 10)
            {'count': 1}                         | The body is not valid JSON (line 1, column 2)
            """)
    void saysWhatDoesNotFitAndWhere(String json, String details) {
        assertThatThrownBy(() -> Json.read("body", json, Body.class))
                .isInstanceOf(BadRequest.class)
                .hasMessage(details);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "square"}                 | type: is not known
            {"type": ""}                       | type: is not known
            {"type": 5}                        | type: is not known
            {"type": null}                     | type: is required
            {"radius": 5}                      | type: is required
            {}                                 | type: is required
            {"type": "circle", "radius": "5"}  | radius: must be a number
            []                                 | The body must be an object
            """)
    void saysWhichFormOfSeveralItDoesNotKnow(String json, String details) {
        assertThatThrownBy(() -> Json.read("body", json, Shape.class))
                .isInstanceOf(BadRequest.class)
                .hasMessage(details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "5", "", " ", "[\"abc\"]"})
    void takesNothingButAnObjectForARecordOfOneString(String json) {
        assertThatThrownBy(() -> Json.read("body", json, Lone.class)).isInstanceOf(BadRequest.class);
    }

    @Test
    void boundsDepthNumbersNamesAndStrings() {
        assertTooLarge("{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}");
        assertTooLarge("{\"count\":" + "1".repeat(41) + "}");
        assertTooLarge("{\"" + "n".repeat(300) + "\":1}");
        assertTooLarge("{\"first_name\":\"" + "s".repeat(Json.MAX_BODY + 1) + "\"}");
    }

    @Test
    void takesWhatIsJustWithinTheBounds() {
        var deep = "{\"x\":" + "[".repeat(63) + "]".repeat(63) + "}";

        assertThat(Json.read("body", deep, Body.class).count()).isZero();
    }

    private static void assertTooLarge(String json) {
        assertThatThrownBy(() -> Json.read("body", json, Body.class))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("too deeply");
    }
}
