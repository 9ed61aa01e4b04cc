package social.nova.deploy.launcher;

import java.util.ArrayList;
import java.util.List;

/// What the user is told when everything is ready: where it is, a first request, and how to stop.
record Announcement(LauncherSettings settings) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Nova is up.");
        lines.add("");
        for (var node : settings.addresses()) {
            var name = node.name();
            for (var address : node.addresses().entrySet()) {
                lines.add("  %-8s %-12s http://%s".formatted(name, address.getKey(), address.getValue()));
                name = "";
            }
        }
        var api = settings.addresses().getFirst().addresses().get("api");
        lines.addAll(List.of(
                "",
                "Register a user:",
                "  curl -s http://" + api + "/api/v1/auth/register -H 'content-type: application/json' \\",
                "    -d '{\"email\":\"ann@example.com\",\"username\":\"ann\",\"password\":\"Correct-Horse-1\"}'",
                "",
                "Data:  " + settings.data().root(),
                "Logs:  " + settings.data().logs() + "  (./nova logs -f)",
                "Stop:  Ctrl-C here, or ./nova down",
                ""));
        return lines;
    }
}
