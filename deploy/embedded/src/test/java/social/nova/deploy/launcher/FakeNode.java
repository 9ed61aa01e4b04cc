package social.nova.deploy.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Stands for a cluster node: is ready at once, and writes what it is told of ended members, and when, to
/// `<data>/told-<name>`.
public final class FakeNode {

    private FakeNode() {}

    public static void main(String[] arguments) throws IOException {
        var host = System.getenv("APP_HOST");
        var told = Path.of(System.getProperty("nova.data"), "told-" + System.getenv("NOVA_NODE_NAME"));
        serve(host, "NOVA_MANAGEMENT_PORT", "/nova/members/down", exchange -> {
            var authorised = ("Bearer " + System.getenv("NOVA_MANAGEMENT_SECRET"))
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var line = System.currentTimeMillis() + " " + body.replaceAll("\\s+", "") + "\n";
            Files.writeString(told, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            answer(exchange, authorised ? 200 : 401);
        });
        serve(host, "APP_PORT", "/health/ready", exchange -> answer(exchange, 200));
        System.out.println("ready: " + System.getenv("NOVA_NODE_NAME"));
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void serve(String host, String port, String path, Handler handler) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(host, Integer.parseInt(System.getenv(port))), 0);
        server.createContext(path, handler::handle);
        server.start();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
