package social.nova.deploy.stack;

import org.jspecify.annotations.Nullable;

/// The stack cannot run; the message says which service and why, in words for the user.
public final class StackFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StackFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
