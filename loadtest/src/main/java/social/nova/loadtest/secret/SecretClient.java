package social.nova.loadtest.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import social.nova.loadtest.client.Person;
import social.nova.loadtest.client.Web;
import social.nova.loadtest.secret.Box.KeyPair;

/// Somebody's app that talks end to end with one other at a time.
///
/// What it believes of others' keys it believes because a person has compared a [Fingerprint]: what Nova says they are
/// is a proposal only. Its own secret keys it keeps, also earlier ones, or it could not read what was sealed for them;
/// a real app has them in the safest place that its system offers. Not for several threads.
public final class SecretClient {
    private final String api;
    private final String messaging;
    private final Person owner;
    private final SecureRandom random;
    private final List<KeyPair> own = new ArrayList<>();
    private final Map<String, List<byte[]>> verified = new HashMap<>();
    private final Map<String, String> shown = new HashMap<>();

    /// @param api `host:port` of the user service
    /// @param messaging `host:port` of the messaging service
    public SecretClient(String api, String messaging, Person owner, SecureRandom random) {
        this.api = api;
        this.messaging = messaging;
        this.owner = owner;
        this.random = random;
    }

    /// The other's key is another than the one that was compared. Nothing was sent.
    public static final class KeyNotVerified extends Exception {
        private static final long serialVersionUID = 1;

        private KeyNotVerified(String user) {
            super("compare fingerprints with " + user + " first");
        }
    }

    /// A message as it is shown.
    ///
    /// @param text empty where no key opens it, or where it is not what it pretends to be
    /// @param verified whether it was sealed by or for a key that was compared
    public record Line(long sequenceNumber, String sender, Optional<String> text, boolean verified) {}

    /// Makes a new key, with which others encrypt from now on.
    public void publish() {
        var fresh = KeyPair.generate(random);
        require(Web.put(
                users("me/public-key"),
                owner.token(),
                Map.of("public_key", Base64.getEncoder().encodeToString(fresh.publicKey()))));
        own.addFirst(fresh);
    }

    /// To be compared with what the other sees.
    public String fingerprintWith(String user) {
        return Fingerprint.of(own.getFirst().publicKey(), newestKey(user));
    }

    /// The owner has compared: the other reads these digits, too.
    ///
    /// @return whether they belong to the keys that are published now; only then is the other's key believed
    public boolean verify(String user, String digits) {
        var key = newestKey(user);
        var matches = Fingerprint.of(own.getFirst().publicKey(), key).equals(digits);
        if (matches) {
            verified.computeIfAbsent(user, _ -> new ArrayList<>()).addFirst(key);
        }
        return matches;
    }

    /// Sends to the other's newest key, if it is the one that was compared.
    public void send(String conversation, String user, String text) throws KeyNotVerified {
        var key = newestKey(user);
        if (verified.getOrDefault(user, List.of()).stream().limit(1).noneMatch(known -> Arrays.equals(known, key))) {
            throw new KeyNotVerified(user);
        }
        var nonce = new byte[Box.NONCE_BYTES];
        random.nextBytes(nonce);
        // Inside, so that nobody can show the message in another conversation or as the other's.
        var message = Web.write(Map.of("conversation", conversation, "sender", owner.id(), "text", text));
        var box = Box.seal(
                message.getBytes(StandardCharsets.UTF_8),
                nonce,
                key,
                own.getFirst().secretKey());
        var sent = new LinkedHashMap<String, String>();
        sent.put("encrypted_content", Base64.getEncoder().encodeToString(box));
        sent.put("nonce", HexFormat.of().formatHex(nonce));
        require(Web.post(messages(conversation), owner.token(), sent));
    }

    /// The newest messages of a conversation with one other.
    public List<Line> read(String conversation, String user) {
        var published = publishedKeys(user);
        return StreamSupport.stream(
                        require(Web.get(messages(conversation) + "?limit=100", owner.token()))
                                .spliterator(),
                        false)
                .filter(message -> message.has("encrypted_content"))
                .map(message -> line(conversation, user, message, published))
                .toList();
    }

    // A nonce is that of one message: whoever shows it again as another shows it as nothing.
    private Line line(String conversation, String user, JsonNode message, List<byte[]> published) {
        var sender = message.path("sender_id").asText();
        var id = message.path("id").asText();
        var isNew = id.equals(shown.computeIfAbsent(message.path("nonce").asText(), _ -> id));
        var believed = isNew
                ? opened(conversation, message, verified.getOrDefault(user, List.of()))
                : Optional.<String>empty();
        var text = isNew ? believed.or(() -> opened(conversation, message, published)) : believed;
        return new Line(message.path("sequence_number").asLong(), sender, text, believed.isPresent());
    }

    private Optional<String> opened(String conversation, JsonNode message, List<byte[]> theirs) {
        var nonce = HexFormat.of().parseHex(message.path("nonce").asText());
        var box = Base64.getDecoder().decode(message.path("encrypted_content").asText());
        return own.stream()
                .flatMap(mine -> theirs.stream().flatMap(key -> Box.open(box, nonce, key, mine.secretKey()).stream()))
                .map(opened -> Web.read(new String(opened, StandardCharsets.UTF_8)))
                .filter(inside -> inside.path("conversation").asText().equals(conversation))
                .filter(inside -> inside.path("sender").equals(message.path("sender_id")))
                .filter(inside -> inside.path("text").isTextual())
                .map(inside -> inside.path("text").asText())
                .findFirst();
    }

    private byte[] newestKey(String user) {
        var published = require(Web.get(users(user + "/public-key"), owner.token()));
        return publicKey(published.path("public_key").asText())
                .orElseThrow(() -> new IllegalStateException(user + " has published a key of another kind"));
    }

    // Whoever sends or publishes something else is not to keep anybody from reading the rest.
    private static Optional<byte[]> publicKey(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64)).filter(key -> key.length == Box.KEY_BYTES);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private List<byte[]> publishedKeys(String user) {
        return require(Web.get(users(user + "/public-keys"), owner.token()))
                .path("public_keys")
                .findValuesAsText("public_key")
                .stream()
                .flatMap(key -> publicKey(key).stream())
                .toList();
    }

    private String users(String path) {
        return "http://" + api + "/api/v1/users/" + path;
    }

    private String messages(String conversation) {
        return "http://%s/conversations/%s/messages".formatted(messaging, conversation);
    }

    private static JsonNode require(Web.Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("expected 200, got " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }
}
