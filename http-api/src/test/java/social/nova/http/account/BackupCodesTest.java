package social.nova.http.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import social.nova.persistence.common.TestDatabase;
import social.nova.persistence.user.DataKey;
import social.nova.persistence.user.DataKeys;
import social.nova.protocols.common.UserId;

class BackupCodesTest {
    private final BackupCodes codes = BackupCodes.generate(new SecureRandom());

    @Test
    void areTenThatDiffer() {
        assertThat(new HashSet<>(codes.codes()))
                .hasSize(10)
                .allMatch(code -> code.matches("[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}"));
        assertThat(codes).hasToString("BackupCodes[***]");
    }

    @Test
    void areTheSameHoweverTheyAreTyped() throws Exception {
        var key = newKey();
        var code = codes.codes().getFirst();

        assertThat(codes.digests(key))
                .first()
                .isEqualTo(BackupCodes.digest(key, code.toLowerCase(Locale.ROOT).replace("-", " ")))
                .isNotEqualTo(BackupCodes.digest(key, codes.codes().getLast()))
                .isNotEqualTo(BackupCodes.digest(newKey(), code));
    }

    private static DataKey newKey() throws Exception {
        return new DataKeys(TestDatabase.get(), TestDatabase.MASTER_KEYSET)
                .create(UserId.of(UUID.randomUUID()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
