package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TotpTest {
    // The secret of RFC 6238, appendix B: the codes below are the last six digits of its eight.
    private static final Totp RFC =
            Totp.of(Base64.getEncoder().encodeToString("12345678901234567890".getBytes(StandardCharsets.US_ASCII)));

    @Test
    void takesTheCodesOfTheRfc() {
        assertThat(RFC.stepOf("287082", Instant.ofEpochSecond(59))).hasValue(1);
        assertThat(RFC.stepOf("081804", Instant.ofEpochSecond(1_111_111_109))).hasValue(0x23523EC);
        assertThat(RFC.stepOf("050471", Instant.ofEpochSecond(1_111_111_111))).hasValue(0x23523ED);
        assertThat(RFC.stepOf("005924", Instant.ofEpochSecond(1_234_567_890))).hasValue(0x273EF07);
        assertThat(RFC.stepOf("279037", Instant.ofEpochSecond(2_000_000_000))).hasValue(0x3F940AA);
    }

    @Test
    void takesACodeOneStepOffButNotTwo() {
        var step = 0x23523EDL;

        for (var drift = -1; drift <= 1; drift++) {
            assertThat(RFC.stepOf("050471", Instant.ofEpochSecond((step + drift) * 30 + 15)))
                    .hasValue(step);
        }
        assertThat(RFC.stepOf("050471", Instant.ofEpochSecond((step - 2) * 30 + 29)))
                .isEmpty();
        assertThat(RFC.stepOf("050471", Instant.ofEpochSecond((step + 2) * 30))).isEmpty();
    }

    @Test
    void takesNothingThatIsNoCode() {
        for (var text : new String[] {"", "28708", "2870822", "٢٨٧٠٨٢", "287082\0", "ABCDE-FGH23"}) {
            assertThat(RFC.stepOf(text, Instant.ofEpochSecond(59))).isEqualTo(OptionalLong.empty());
        }
    }

    @Test
    void tellsAuthenticatorsAllTheyNeed() {
        assertThat(RFC.base32()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(RFC.uri("a b+c@example.com"))
                .isEqualTo("otpauth://totp/Nova:a%20b%2Bc%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=Nova&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void comesBackFromItsText() {
        var made = Totp.generate(new SecureRandom());

        assertThat(Totp.of(made.text()).base32()).isEqualTo(made.base32()).hasSize(32);
        assertThat(made).hasToString("Totp[***]");
    }
}
