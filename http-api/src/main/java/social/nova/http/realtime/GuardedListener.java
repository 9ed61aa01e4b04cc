package social.nova.http.realtime;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A listener as its stage tells it: its faults are contained, and it hears of the end once and of nothing after.
final class GuardedListener implements SocketListener {

    private final Consumer<RuntimeException> onDefect;
    private @Nullable SocketListener listener;

    GuardedListener(Consumer<RuntimeException> onDefect) {
        this.onDefect = onDefect;
    }

    /// Until then there is nobody to tell.
    void open(SocketListener listener) {
        this.listener = listener;
    }

    @Override
    public void onText(String text) {
        tell(to -> to.onText(text));
    }

    @Override
    public void onRoom() {
        tell(SocketListener::onRoom);
    }

    @Override
    public void onReached() {
        tell(SocketListener::onReached);
    }

    @Override
    public void onClosed(Closed closed) {
        tell(to -> {
            listener = null;
            to.onClosed(closed);
        });
    }

    private void tell(Consumer<SocketListener> what) {
        var told = listener;
        if (told == null) {
            return;
        }
        try {
            what.accept(told);
        } catch (RuntimeException defect) {
            onDefect.accept(defect);
        }
    }
}
