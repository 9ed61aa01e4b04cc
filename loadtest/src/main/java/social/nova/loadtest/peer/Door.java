package social.nova.loadtest.peer;

import java.net.URI;

/// Where a socket is to be opened, and what it shows there.
///
/// @param authorization the header's value; empty for none
public record Door(URI address, String authorization) {

    static URI onLoopback(int port, String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }
}
