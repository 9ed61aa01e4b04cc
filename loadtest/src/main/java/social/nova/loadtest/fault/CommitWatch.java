package social.nova.loadtest.fault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Reads along what one client sends to PostgreSQL, and notices its commits.
///
/// Knows as much of the protocol (version 3, without TLS) as that needs: messages have a type and a length; a statement
/// is parsed under a name and later bound by it, or sent whole.
final class CommitWatch {
    private static final int HEADER = 5;
    private static final int STARTUP_HEADER = 8;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int LONGEST_OF_INTEREST = 1_024;

    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final Set<String> commits = new HashSet<>();
    private boolean started;
    private String introduction = "";
    private long toSkip;

    /// Whether the client has called itself so: when it connected, or by a `SET application_name` since.
    boolean isOf(String application) {
        return introduction.contains(application);
    }

    /// Whether a commit is asked for in what has come to its end with this piece.
    boolean sees(byte[] piece, int length) {
        unread.write(piece, 0, length);
        var commit = false;
        var bytes = unread.toByteArray();
        var at = 0;
        while (true) {
            var skipped = (int) Math.min(toSkip, bytes.length - at);
            at += skipped;
            toSkip -= skipped;
            var header = started ? HEADER : STARTUP_HEADER;
            if (bytes.length - at < header) {
                break;
            }
            var size = started
                    ? 1 + ByteBuffer.wrap(bytes, at + 1, 4).getInt()
                    : ByteBuffer.wrap(bytes, at, 4).getInt();
            if (size > LONGEST_OF_INTEREST) {
                toSkip = size;
                started = true;
            } else if (bytes.length - at < size) {
                break;
            } else {
                commit |= onMessage(Arrays.copyOfRange(bytes, at, at + size));
                at += size;
            }
        }
        unread.reset();
        unread.write(bytes, at, bytes.length - at);
        return commit;
    }

    private boolean onMessage(byte[] message) {
        if (!started) {
            onStartup(message);
            return false;
        }
        return switch (message[0]) {
            case 'P' -> {
                var name = string(message, HEADER);
                var statement = string(message, HEADER + name.length() + 1);
                listenForName(statement);
                if (isCommit(statement)) {
                    commits.add(name);
                } else {
                    commits.remove(name);
                }
                yield false;
            }
            case 'B' -> {
                var portal = string(message, HEADER);
                yield commits.contains(string(message, HEADER + portal.length() + 1));
            }
            case 'Q' -> {
                var statement = string(message, HEADER);
                listenForName(statement);
                yield isCommit(statement);
            }
            default -> false;
        };
    }

    private void onStartup(byte[] message) {
        if (ByteBuffer.wrap(message, 4, 4).getInt() == SSL_REQUEST) {
            return;
        }
        started = true;
        introduction = new String(message, StandardCharsets.UTF_8);
    }

    private void listenForName(String statement) {
        if (statement.startsWith("SET application_name")) {
            introduction = statement;
        }
    }

    private static boolean isCommit(String statement) {
        return statement.strip().equalsIgnoreCase("COMMIT");
    }

    // Names and statements are ASCII here; they end with a zero.
    private static String string(byte[] message, int from) {
        var end = from;
        while (end < message.length && message[end] != 0) {
            end++;
        }
        return new String(message, Math.min(from, message.length), end - from, StandardCharsets.ISO_8859_1);
    }
}
