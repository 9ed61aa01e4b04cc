package social.nova.deploy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A TCP port of one of this machine's addresses.
public record Port(String host, int number) {

    private static final int BACKLOG = 1;

    /// Whether a server could listen there now.
    public boolean isFree() {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, number), BACKLOG);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// This port if it is free and not among `taken`, else one the kernel picks.
    public Port orAnyFree(Set<Integer> taken) {
        if (!taken.contains(number) && isFree()) {
            return this;
        }
        try (var socket = new ServerSocket(0, BACKLOG, InetAddress.getByName(host))) {
            return new Port(host, socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free on " + host, e);
        }
    }

    /// The process that listens there, if this user may see it.
    public Optional<RunningProcess> holder() {
        var sockets = new HashSet<String>();
        listening("/proc/net/tcp", sockets);
        listening("/proc/net/tcp6", sockets);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return RunningProcess.all().stream()
                .filter(process -> hasOpen(process.pid(), sockets))
                .findFirst();
    }

    /// Adds the inodes of the listening sockets at this port: `sl local_address rem_address st … inode`, 0A is LISTEN.
    private void listening(String table, Set<String> inodes) {
        var suffix = ":%04X".formatted(number);
        try (var lines = Files.lines(Path.of(table))) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > 9 && columns[3].equals("0A") && columns[1].endsWith(suffix))
                    .filter(columns -> mayBeOurs(columns[1]))
                    .forEach(columns -> inodes.add("socket:[" + columns[9] + "]"));
        } catch (IOException _) {
            // no such table on this machine: the holder stays unknown
        }
    }

    /// A wildcard address, anything in IPv6, or the address itself, which the table writes in little-endian hex.
    private boolean mayBeOurs(String hexAddress) {
        var octets = host.split("\\.", -1);
        if (octets.length != 4 || hexAddress.length() != "0100007F:1F90".length()) {
            return true;
        }
        var own = "%02X%02X%02X%02X"
                .formatted(
                        Integer.parseInt(octets[3]),
                        Integer.parseInt(octets[2]),
                        Integer.parseInt(octets[1]),
                        Integer.parseInt(octets[0]));
        return hexAddress.startsWith(own) || hexAddress.startsWith("00000000");
    }

    private static boolean hasOpen(long pid, Set<String> sockets) {
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException _) {
                    return false;
                }
            });
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + number;
    }
}
