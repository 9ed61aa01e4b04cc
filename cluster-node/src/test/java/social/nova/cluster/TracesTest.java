package social.nova.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.protocols.common.Sealed;

/// A word is found in every form in which a table may hold it, and where it is not, nothing is.
class TracesTest {
    private static final String WORD = "said4e1f09ac";

    private final Traces traces = new Traces(List.of(WORD, "another word"));

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz"})
    void findsWhatAnEventEncodesWithoutSealingItWhereverBase64CutsIt(String before) throws Exception {
        assertThat(traces.in(payload(before + WORD + ", and more"))).containsExactly(WORD);
        assertThat(traces.in(payload(before + WORD))).containsExactly(WORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz"})
    void findsPlainTextHexadecimalDigitsAndBase64(String before) {
        var bytes = (before + WORD).getBytes(StandardCharsets.UTF_8);

        assertThat(traces.in("(1,\"%s%s\")".formatted(before, WORD))).containsExactly(WORD);
        assertThat(traces.in("(1,\"\\\\x%s\")".formatted(HexFormat.of().formatHex(bytes))))
                .containsExactly(WORD);
        assertThat(traces.in("(1,%s)".formatted(Base64.getEncoder().encodeToString(bytes))))
                .containsExactly(WORD);
    }

    @Test
    void findsNothingWhereSomethingElseIs() throws Exception {
        assertThat(traces.in(payload("said77aa09ac, and more"))).isEmpty();
        assertThat(traces.in("(1,said77aa09ac)")).isEmpty();
    }

    /// As a row of the journal is dumped.
    private static String payload(String content) throws JsonProcessingException {
        var encoded = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        var event = new CBORMapper().writeValueAsBytes(new Sealed(encoded, "00".repeat(24)));
        return "(17,\"\\\\x%s\",f)".formatted(HexFormat.of().formatHex(event));
    }
}
