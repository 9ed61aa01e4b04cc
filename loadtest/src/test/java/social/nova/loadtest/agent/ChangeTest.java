package social.nova.loadtest.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// What is not there cannot be changed, and that is said.
class ChangeTest {
    private static final ClassLoader LOADER = ChangeTest.class.getClassLoader();
    private static final String TYPE = Losses.class.getName();

    @Test
    void aClassThatIsGoneIsRefused() {
        assertThatThrownBy(() -> change(TYPE + "AndGains", "isNext", "()Z").apply(LOADER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("LossesAndGains");
    }

    @Test
    void aMethodThatHasAnotherNameIsRefused() {
        assertThatThrownBy(() -> change(TYPE, "isLast", "()Z").apply(LOADER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isLast()Z");
    }

    @Test
    void aMethodThatTakesOrGivesSomethingElseIsRefused() {
        assertThatThrownBy(() -> change(TYPE, "isNext", "(I)Z").apply(LOADER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isNext(I)Z");
        assertThatThrownBy(() -> change(TYPE, "isNext", "()I").apply(LOADER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isNext()I");
    }

    private static Change change(String type, String method, String descriptor) {
        return new Change(type, method, descriptor, code -> code.iconst_0().ireturn());
    }
}
