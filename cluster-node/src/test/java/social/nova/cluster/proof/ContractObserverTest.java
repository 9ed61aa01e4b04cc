package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import social.nova.loadtest.client.Web;
import social.nova.protocols.contract.Contract;
import social.nova.protocols.contract.Exchange;

/// The clients of the load test are looked at, and what breaks the contract is seen.
class ContractObserverTest {
    private final List<Exchange> seen = new ArrayList<>();
    private final ContractObserver observer = new ContractObserver(seen::add);
    private HttpServer server;
    private int status = 200;
    private String body = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isFoundByTheClientsOfTheLoadTest() {
        assertThat(ServiceLoader.load(Web.Observer.class)).hasExactlyElementsOfTypes(ContractObserver.class);
    }

    @Test
    void seesAStatusThatIsNotDocumented() throws Exception {
        status = 418;

        look("/conversations?x=1", "{\"a\": 1}");

        assertThat(seen).singleElement().satisfies(exchange -> {
            assertThat(exchange.target()).isEqualTo("/conversations?x=1");
            assertThat(exchange.body().utf8String()).isEqualTo("{\"a\": 1}");
            assertThat(Contract.NOVA.problems(exchange)).contains("status 418 is not documented");
        });
    }

    @Test
    void seesAFieldThatIsNotDocumented() throws Exception {
        status = 404;
        body = "{\"error\": \"NOT_FOUND\", \"shard\": 7}";

        look("/nowhere", "");

        assertThat(Contract.NOVA.problems(seen.getFirst())).anyMatch(problem -> problem.contains("shard"));
    }

    @Test
    void leavesManagementAlone() throws Exception {
        look("/cluster/members", "");

        assertThat(seen).isEmpty();
    }

    private void look(String target, String sent) throws Exception {
        var url =
                URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), target));
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(sent));
            observer.saw(sent, client.send(request.build(), BodyHandlers.ofString()));
        }
    }
}
