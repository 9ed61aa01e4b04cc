package social.nova.http.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// Writes down what it is told, after doing with each text what the test says.
final class RecordingListener implements SocketListener {

    static final String REACHED = "(answered a probe)";

    final Socket socket;
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final BlockingQueue<Closed> closings = new LinkedBlockingQueue<>();
    final AtomicInteger rooms = new AtomicInteger();
    private final BiConsumer<Socket, String> reaction;

    RecordingListener(Socket socket, BiConsumer<Socket, String> reaction) {
        this.socket = socket;
        this.reaction = reaction;
    }

    @Override
    public void onText(String text) {
        try {
            reaction.accept(socket, text);
        } finally {
            texts.add(text);
        }
    }

    @Override
    public void onRoom() {
        rooms.incrementAndGet();
    }

    /// Among the texts, in order.
    @Override
    public void onReached() {
        texts.add(REACHED);
    }

    @Override
    public void onClosed(Closed closed) {
        closings.add(closed);
    }

    String nextText() throws InterruptedException {
        var text = texts.poll(30, TimeUnit.SECONDS);
        assertThat(text).as("a text within five seconds").isNotNull();
        return text;
    }

    void expectNoText() throws InterruptedException {
        assertThat(texts.poll(100, TimeUnit.MILLISECONDS)).as("a text").isNull();
    }

    Closed closed() throws InterruptedException {
        var closed = closings.poll(30, TimeUnit.SECONDS);
        assertThat(closed).as("an end within ten seconds").isNotNull();
        return closed;
    }
}
