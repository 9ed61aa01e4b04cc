package social.nova.protocols.settings;

import java.util.List;
import java.util.stream.Collectors;

/// A node cannot start with its settings. The message tells an operator all there is to correct, without secrets.
public final class SettingsRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Mistake> mistakes;

    SettingsRefused(List<Mistake> mistakes) {
        super(text(mistakes), null, false, false);
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    private static String text(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> "  " + mistake)
                .collect(Collectors.joining(
                        System.lineSeparator(),
                        mistakes.size() == 1
                                ? "1 setting is wrong:%n".formatted()
                                : "%d settings are wrong:%n".formatted(mistakes.size()),
                        ""));
    }
}
