package social.nova.http.limit;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import social.nova.http.common.AddressRange;
import social.nova.http.common.Headers;

/// The address a request really comes from: that of the connection, or, where that is a proxy of ours, what the proxy
/// says. What a client itself writes into `X-Forwarded-For` is never believed.
public final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private final List<AddressRange> proxies;

    public ClientAddress(List<AddressRange> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    /// The address as limits count it: of IPv6 the /64, since whoever has one address has as many as that.
    String of(HttpRequest request) {
        var client = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(remote -> remote.getAddress())
                .map(remote -> behind(request, remote));
        return client.map(ClientAddress::counted).orElse("unknown");
    }

    // From the right: each proxy adds whom it heard from; the first that is none of ours is the client.
    private InetAddress behind(HttpRequest request, InetAddress remote) {
        var client = remote;
        var hops = Headers.list(request, "X-Forwarded-For").toList().reversed();
        for (var hop : hops) {
            if (!isProxy(client)) {
                return client;
            }
            try {
                client = InetAddress.ofLiteral(withoutPort(hop));
            } catch (IllegalArgumentException noAddress) {
                return client;
            }
        }
        return client;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            return hop.substring(1, Math.max(1, hop.indexOf(']')));
        }
        var colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static String counted(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64"
                : address.getHostAddress();
    }
}
