package social.nova.deploy.launcher;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import social.nova.deploy.host.Port;

/// Where the `number`th node lives: node 1 at 127.0.0.1, node 2 at 127.0.0.2, and so on, unless another
/// place was named.
///
/// @param network the network namespace it lives in; empty for the launcher's own
record NodeAddress(int number, String host, String network, NodePorts ports) {

    NodeAddress(int number, NodePorts ports) {
        this(number, "127.0.0." + number, "", ports);
    }

    static List<NodeAddress> first(int nodes, NodePorts ports) {
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(number -> new NodeAddress(number, ports))
                .toList();
    }

    /// @param places of all nodes, as `HOST@NETWORK`
    static List<NodeAddress> at(List<String> places, NodePorts ports) {
        return IntStream.rangeClosed(1, places.size())
                .mapToObj(number -> {
                    var place = places.get(number - 1).split("@", 2);
                    return new NodeAddress(number, place[0], place.length == 1 ? "" : place[1], ports);
                })
                .toList();
    }

    String name() {
        return "node-" + number;
    }

    /// `host:port` of the cluster's own traffic, by which members know each other.
    String member() {
        return host() + ":" + ports.cluster();
    }

    String management() {
        return host() + ":" + ports.management();
    }

    URI readiness() {
        return readiness(host() + ":" + ports.api());
    }

    static URI readiness(String api) {
        return URI.create("http://" + api + "/health/ready");
    }

    /// Where a member is told that another one has ended.
    URI memberDown() {
        return URI.create("http://" + management() + "/nova/members/down");
    }

    /// Where an admin is made.
    URI admins() {
        return URI.create("http://" + management() + "/nova/admins");
    }

    /// What clients and operators use, in the order they are shown.
    Map<String, String> addresses() {
        var addresses = new LinkedHashMap<String, String>();
        addresses.put("api", host() + ":" + ports.api());
        addresses.put("messaging", host() + ":" + ports.messaging());
        addresses.put("search", host() + ":" + ports.search());
        addresses.put("management", management());
        return addresses;
    }

    /// None of another network, where nobody can look.
    List<Port> listening() {
        if (!network.isEmpty()) {
            return List.of();
        }
        return IntStream.of(ports.api(), ports.messaging(), ports.search(), ports.management(), ports.cluster())
                .mapToObj(port -> new Port(host(), port))
                .toList();
    }
}
