package social.nova.protocols.contract;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails the test during which an exchange broke the contract, whatever the test itself looked at.
///
/// Found by JUnit in every module that turns on `junit.jupiter.extensions.autodetection.enabled`.
public final class ContractExtension implements AfterEachCallback, AfterAllCallback {
    @Override
    public void afterEach(ExtensionContext test) {
        failIfAny();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        failIfAny();
    }

    private static void failIfAny() {
        var seen = Violations.drain();
        if (!seen.isEmpty()) {
            throw new AssertionError(String.join("\n", seen));
        }
    }
}
