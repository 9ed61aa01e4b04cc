package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.io.StringReader;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class QrCodeTest {
    private static final String TEXT = "otpauth://totp/Nova:a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private static final int MARGIN = 4;

    @Test
    void drawsEveryDarkModuleAndNoOther() {
        var code = io.nayuki.qrcodegen.QrCode.encodeText(TEXT, Ecc.MEDIUM);

        var drawn = Pattern.compile("M(\\d+),(\\d+)h1v1h-1z")
                .matcher(QrCode.svg(TEXT))
                .results()
                .toList();

        assertThat(drawn)
                .hasSizeGreaterThan(100)
                .allMatch(module -> code.getModule(
                        Integer.parseInt(module.group(1)) - MARGIN, Integer.parseInt(module.group(2)) - MARGIN));
        var dark = 0;
        for (var n = 0; n < code.size * code.size; n++) {
            dark += code.getModule(n % code.size, n / code.size) ? 1 : 0;
        }
        assertThat(drawn).hasSize(dark);
    }

    @Test
    void isWellFormed() throws Exception {
        var root = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(QrCode.svg(TEXT))))
                .getDocumentElement();

        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("viewBox")).matches("0 0 (\\d+) \\1");
    }
}
