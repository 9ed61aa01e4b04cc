package social.nova.loadtest.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import social.nova.loadtest.common.Await;
import social.nova.loadtest.history.Event;
import social.nova.loadtest.history.Event.Op;
import social.nova.loadtest.history.Event.Phase;
import social.nova.loadtest.history.History;
import social.nova.loadtest.history.Text;

/// One person's app that talks in one conversation over REST. Blocks: meant for a thread of its own.
public final class RestClient {
    private static final int PAGE = 100;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String proc;
    private final Person person;
    private final String conversation;
    private final List<Endpoint> endpoints;
    private final History history;
    private final ConcurrentLinkedQueue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();
    private int turn;

    /// A try without a definite answer.
    ///
    /// @param status 0 when there was none at all
    /// @param retryAfter whether the answer said when to try again
    /// @param at on the history's clock
    /// @param took until the answer, or until it was given up
    public record Unanswered(int status, boolean retryAfter, long at, Duration took) {}

    /// @param proc the name of this client in the history, unlike any other
    /// @param endpoints the nodes to use in turn
    public RestClient(String proc, Person person, String conversation, List<Endpoint> endpoints, History history) {
        this.proc = proc;
        this.person = person;
        this.conversation = conversation;
        this.endpoints = List.copyOf(endpoints);
        this.history = history;
    }

    /// As in the history.
    public String name() {
        return proc;
    }

    /// Sends until the message is acknowledged, or refused for good: then nothing; each time at the next node.
    public Optional<Receipt> send(String key) {
        while (true) {
            var tried = trySend(key, key);
            if (tried.type() != Phase.INFO) {
                return Optional.of(tried)
                        .filter(answer -> answer.type() == Phase.OK)
                        .map(answer -> new Receipt(key, answer.id(), answer.seq()));
            }
            Await.pause(PAUSE);
        }
    }

    /// Sends another text under a key that has been acknowledged: has to be refused.
    public void sendConflict(String key) {
        trySend(key, key + " with another text");
    }

    /// Once; gives what came of it.
    public Event trySend(String idempotencyKey, String key) {
        var endpoint = next();
        history.add(Event.of(proc, Phase.INVOKE, Op.SEND, conversation, key).at(endpoint.node()));
        var begun = System.nanoTime();
        var answer = Web.post(
                endpoint.conversation(conversation),
                person.token(),
                Map.of("plaintext", Text.of(key), "idempotency_key", idempotencyKey));
        var took = Duration.ofNanos(System.nanoTime() - begun);
        var type = phase(answer.status());
        var outcome = Event.of(proc, type, Op.SEND, conversation, key).at(endpoint.node());
        var tried = history.add(
                type == Phase.OK
                        ? outcome.message(
                                answer.body().path("sequence_number").asLong(),
                                answer.body().path("id").asText())
                        : outcome);
        noteIfUnavailable(answer, endpoint);
        if (type == Phase.INFO) {
            unanswered.add(new Unanswered(answer.status(), answer.retryAfter().isPresent(), history.now(), took));
        }
        return tried;
    }

    /// Changes something until that is acknowledged or refused for good, each time at the next node.
    ///
    /// @param change what is changed; of each try, counted from 1
    /// @return whether it was acknowledged
    public boolean change(IntFunction<Change> change) {
        for (var tries = 1; ; tries++) {
            var type = tryChange(change.apply(tries));
            if (type != Phase.INFO) {
                return type == Phase.OK;
            }
            Await.pause(PAUSE);
        }
    }

    private Phase tryChange(Change change) {
        var endpoint = next();
        var event = change.in(proc, conversation).at(endpoint.node());
        history.add(event);
        var answer = change.ask("http://" + endpoint.address(), conversation, person);
        var type = phase(answer.status());
        history.add(event.ended(type));
        noteIfUnavailable(answer, endpoint);
        return type;
    }

    /// Reads the newest message at one node, once.
    public void readHead(Endpoint endpoint) {
        history.add(Event.of(proc, Phase.INVOKE, Op.READ, conversation, "").at(endpoint.node()));
        var answer = Web.get(endpoint.conversation(conversation) + "?limit=1", person.token());
        var outcome = Event.of(proc, phase(answer.status()), Op.READ, conversation, "")
                .at(endpoint.node());
        noteIfUnavailable(answer, endpoint);
        if (outcome.type() != Phase.OK || answer.body().isEmpty()) {
            history.add(outcome);
            return;
        }
        var newest = answer.body().path(0);
        history.add(Shown.message(outcome, newest));
    }

    /// Reads the whole conversation at one node, page by page, again and again until every page was answered; gives the
    /// number of messages.
    public int readAll(Endpoint endpoint) {
        history.add(Event.of(proc, Phase.INVOKE, Op.FINAL, conversation, "").at(endpoint.node()));
        var all = new ArrayList<Event>();
        while (true) {
            var last = all.isEmpty() ? 0 : all.getLast().seq();
            var page = Await.found(
                    "page after %d of %s at %s".formatted(last, conversation, endpoint), Duration.ofSeconds(60), () -> {
                        var url = endpoint.conversation(conversation) + "?limit=%d&after=%d".formatted(PAGE, last);
                        return Optional.of(Web.get(url, person.token())).filter(answer -> answer.status() == 200);
                    });
            for (var message : page.body()) {
                all.add(Shown.message(
                        Event.of(proc, Phase.OK, Op.FINAL, conversation, "").at(endpoint.node()), message));
            }
            if (page.body().isEmpty()) {
                all.forEach(history::add);
                return all.size();
            }
        }
    }

    /// Tries so far that got no definite answer.
    public List<Unanswered> unanswered() {
        return List.copyOf(unanswered);
    }

    private Endpoint next() {
        return endpoints.get(turn++ % endpoints.size());
    }

    private void noteIfUnavailable(Web.Answer answer, Endpoint endpoint) {
        if (answer.status() >= 500) {
            history.add(Event.of(proc, Phase.OK, Op.UNAVAILABLE, "", Integer.toString(answer.status()))
                    .at(endpoint.node()));
        }
    }

    // 429 is no refusal of this message for ever: it is sent again.
    private static Phase phase(int status) {
        if (status == 200 || status == 204) {
            return Phase.OK;
        }
        return status >= 400 && status < 500 && status != 429 ? Phase.FAIL : Phase.INFO;
    }
}
