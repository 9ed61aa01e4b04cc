package social.nova.protocols.settings;

/// A value that must not be seen: a record with such a component prints as harmless.
public record Secret(String value) {
    public static final Secret NONE = new Secret("");

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : Masking.MASK;
    }
}
