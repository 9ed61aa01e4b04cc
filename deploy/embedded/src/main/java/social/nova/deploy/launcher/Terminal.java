package social.nova.deploy.launcher;

import java.io.PrintWriter;
import java.util.List;

/// Where the user reads what goes on: plain lines, each written at once.
record Terminal(PrintWriter out) {

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void say(String format, Object... arguments) {
        say(format.formatted(arguments));
    }

    /// Lines of a log, set off from the launcher's own.
    void quote(List<String> lines) {
        lines.forEach(line -> out.println("    | " + line));
        out.flush();
    }
}
