package social.nova.protocols.settings;

import java.util.List;

/// One setting that is missing or makes no sense.
///
/// @param key where it is in HOCON, `nova.http.port`
/// @param variables the environment variables that set it, the preferred one first; none where there is none
/// @param shown what it is now, harmless to print; empty when it is not set
/// @param wrong what is wrong with that
/// @param right what would be right
public record Mistake(String key, List<String> variables, String shown, String wrong, String right) {
    public Mistake {
        variables = List.copyOf(variables);
    }

    /// As an operator reads it, over two or three lines.
    @Override
    public String toString() {
        var name = variables.isEmpty() ? key : "%s (%s)".formatted(String.join(" or ", variables), key);
        var now = shown.isEmpty() ? "is not set" : "is \"%s\": %s".formatted(shown, wrong);
        return "%s %s%n    needs %s".formatted(name, now, right);
    }
}
