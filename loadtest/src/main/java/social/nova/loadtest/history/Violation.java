package social.nova.loadtest.history;

/// A promise that was broken, and how.
public record Violation(Promise promise, String conversation, String what) {

    @Override
    public String toString() {
        return "%s %s in %s: %s".formatted(promise.number(), promise, conversation, what);
    }
}
