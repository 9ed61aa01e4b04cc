package social.nova.http.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    @Test
    void readsWholeNumbers() {
        assertThat(Parameters.number(Map.of("n", "20"), "n", 1, 5)).isEqualTo(20);
        assertThat(Parameters.number(Map.of("n", "" + Long.MAX_VALUE), "n", 1, 5))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(Parameters.number(Map.of(), "n", 1, 5)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+5",
                "1.0",
                "1e3",
                "five",
                " 5",
                "\u0665",
                "9223372036854775808",
                "99999999999999999999"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Parameters.number(Map.of("n", text), "n", 1, 5))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("n: must be a whole number, 1 or more");
    }
}
