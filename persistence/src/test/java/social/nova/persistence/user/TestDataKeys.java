package social.nova.persistence.user;

import java.security.SecureRandom;

/// Data keys of nobody in particular.
public final class TestDataKeys {
    private TestDataKeys() {}

    public static DataKey fresh() {
        return DataKey.generate(new SecureRandom());
    }
}
