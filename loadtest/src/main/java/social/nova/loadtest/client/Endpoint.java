package social.nova.loadtest.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Where a client reaches a node's messaging service.
///
/// @param address `host:port`
public record Endpoint(String node, String address) {

    /// The same ones, beginning with the `first`th and going round.
    public static List<Endpoint> from(int first, List<Endpoint> all) {
        var rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -first);
        return rotated;
    }

    String conversation(String id) {
        return "http://" + address + "/conversations/" + id + "/messages";
    }

    @Override
    public String toString() {
        return node + " at " + address;
    }
}
