package social.nova.http.account;

import io.nayuki.qrcodegen.QrCode.Ecc;

/// A QR code as SVG, black on white whatever it is shown on.
final class QrCode {
    /// What readers need of white around it, in modules.
    private static final int MARGIN = 4;

    private QrCode() {}

    static String svg(String text) {
        var code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        var size = code.size + 2 * MARGIN;
        var path = new StringBuilder();
        for (var y = 0; y < code.size; y++) {
            for (var x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append("M%d,%dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
                }
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">\
                <rect width="100%%" height="100%%" fill="#fff"/><path d="%s" fill="#000"/></svg>""".formatted(size, size, path);
    }
}
