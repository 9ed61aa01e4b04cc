package social.nova.http.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import social.nova.http.common.BadRequest;

class GroupRoutesTest {
    @Test
    void aNameIsKeptWithoutSpacesAtItsEnds() {
        assertThat(GroupRoutes.checked("  Friday's  walk \n")).isEqualTo("Friday's  walk");
        assertThat(GroupRoutes.checked("x".repeat(255))).hasSize(255);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "\u00A0", "\u200B\u3000", "a\nb", "a\u0007b", "a\u202Eb\u202C", "\u2068a\u2069"})
    void aNameIsOneLineThatShowsSomethingAndTurnsNothing(@Nullable String name) {
        assertThatThrownBy(() -> GroupRoutes.checked(name))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("name: 1 to 255 characters");
    }
}
