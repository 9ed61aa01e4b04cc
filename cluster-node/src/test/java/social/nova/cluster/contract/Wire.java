package social.nova.cluster.contract;

import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import social.nova.cluster.TestNode;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;
import social.nova.protocols.contract.Violations;

/// HTTP/1.1 by hand, one connection a request: it sends whatever it is told to, however wrong. Every answer is held
/// against the contract.
final class Wire {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int SWITCHING_PROTOCOLS = 101;

    private Wire() {}

    /// @param headers beside `Host`, `Connection` and `Content-Length`
    static Exchange send(Service service, String method, String target, Map<String, String> headers, String body) {
        try (var socket = new Socket("127.0.0.1", TestNode.get().port(service))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            all.put("Host", "localhost");
            all.put("Connection", "close");
            if (bytes.length > 0 || !method.equals("GET")) {
                all.put("Content-Length", Integer.toString(bytes.length));
            }
            all.putAll(headers);
            var request = new ByteArrayOutputStream();
            request.write((method + " " + target + " HTTP/1.1\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (var header : all.entrySet()) {
                request.write(
                        (header.getKey() + ": " + header.getValue() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            request.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            request.write(bytes);
            socket.getOutputStream().write(request.toByteArray());
            var exchange = read(socket.getInputStream(), service, method, target, bytes);
            Violations.check(exchange);
            return exchange;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target, e);
        }
    }

    private static Exchange read(InputStream in, Service service, String method, String target, byte[] body)
            throws IOException {
        var status = Integer.parseInt(line(in).split(" ", 3)[1]);
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = line.split(":", 2);
            headers.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1].strip());
        }
        var answer = status == SWITCHING_PROTOCOLS ? new byte[0] : content(in, headers);
        return new Exchange(
                service, method, target, ByteString.fromArray(body), status, headers, ByteString.fromArray(answer));
    }

    private static byte[] content(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("Content-Length")) {
            return in.readNBytes(Integer.parseInt(headers.get("Content-Length").getFirst()));
        }
        return headers.containsKey("Transfer-Encoding") ? chunks(in) : in.readAllBytes();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var content = new ByteArrayOutputStream();
        for (var size = chunkSize(in); size > 0; size = chunkSize(in)) {
            content.write(in.readNBytes(size));
            line(in);
        }
        return content.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection ended within an answer, after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
