package social.nova.cluster.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import social.nova.cluster.TestCodes;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// Somebody's second factor: an authenticator, and the paper with the backup codes.
final class Authenticator {
    private static final String PATH = "/api/v1/auth/2fa/";
    /// As long as a few requests take.
    private static final long MARGIN = 10;

    private final Person person;
    private final TestCodes codes;
    private final Deque<String> backupCodes = new ArrayDeque<>();
    private long lastStep;

    private Authenticator(Person person, JsonNode offer) {
        this.person = person;
        this.codes = new TestCodes(offer.path("secret").asText());
        backupCodes.addAll(texts(offer.path("backup_codes")));
        // A step less where it is still good for a while: so there are more codes that are not used yet.
        var now = Instant.now().getEpochSecond();
        var left = TestCodes.STEP_SECONDS - now % TestCodes.STEP_SECONDS;
        this.lastStep = TestCodes.currentStep() - (left > MARGIN ? 2 : 1);
    }

    /// Puts a second factor in force.
    static Authenticator of(Person person) {
        var offer = offered(person);
        var made = new Authenticator(person, offer);
        person.require(
                200, "2fa/confirm", """
                {"temp_session_id": "%s", "code": "%s"}""".formatted(offer.path("temp_session_id").asText(), made.code()));
        return made;
    }

    static JsonNode offered(Person person) {
        return person.require(200, "2fa/enable", "{\"password\": \"%s\"}".formatted(Person.PASSWORD));
    }

    /// An authenticator that is not confirmed yet.
    static Authenticator unconfirmed(Person person, JsonNode offer) {
        return new Authenticator(person, offer);
    }

    /// A code that was not used yet. There are two or three; then one has to wait, or to take another.
    String code() {
        lastStep++;
        return codes.at(lastStep);
    }

    /// The code of a step, counted from now.
    String codeOff(long steps) {
        return codes.at(TestCodes.currentStep() + steps);
    }

    String backupCode() {
        return backupCodes.pop();
    }

    /// The password is right: what waits for a code.
    String begin() {
        return person.require(202, "login", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), Person.PASSWORD))
                .path("session_id")
                .asText();
    }

    /// The access token of a login that this code ends.
    String enter(String code) {
        var entered = verify(begin(), code);
        if (entered.status() != 200) {
            throw new IllegalStateException(entered.toString());
        }
        return Person.json(entered).path("access_token").asText();
    }

    static Exchange verify(String session, String code) {
        return Wire.send(
                Service.USER,
                "POST",
                PATH + "verify",
                Map.of(),
                "{\"session_id\": \"%s\", \"code\": \"%s\"}".formatted(session, code));
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
