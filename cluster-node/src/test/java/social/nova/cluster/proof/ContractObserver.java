package social.nova.cluster.proof;

import akka.util.ByteString;
import java.net.http.HttpResponse;
import java.util.function.Consumer;
import social.nova.loadtest.client.Web;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Violations;

/// Holds every answer and every frame that clients of the load test get against the contract: the test during which
/// one breaks it fails.
public final class ContractObserver implements Web.Observer {
    // Akka's own, on the private management port.
    private static final String MANAGEMENT = "/cluster/";

    private final Consumer<Exchange> check;

    /// Called by the service loader.
    public ContractObserver() {
        this(Violations::check);
    }

    ContractObserver(Consumer<Exchange> check) {
        this.check = check;
    }

    @Override
    public void saw(String sent, HttpResponse<String> answer) {
        var exchange = exchange(sent, answer);
        if (!exchange.target().startsWith(MANAGEMENT)) {
            check.accept(exchange);
        }
    }

    @Override
    public void heard(String frame) {
        Violations.check(frame);
    }

    /// Of which service it was is not known: ports are as they come.
    private static Exchange exchange(String sent, HttpResponse<String> answer) {
        var request = answer.request();
        var path = request.uri().getRawPath();
        var query = request.uri().getRawQuery();
        return new Exchange(
                null,
                request.method(),
                query == null ? path : path + "?" + query,
                ByteString.fromString(sent),
                answer.statusCode(),
                answer.headers().map(),
                ByteString.fromString(answer.body()));
    }
}
