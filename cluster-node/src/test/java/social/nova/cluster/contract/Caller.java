package social.nova.cluster.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// A kind of caller: a column of the table of who may do what. Each token is of a session of its own, so that one may
/// be logged out.
enum Caller {
    ANONYMOUS("anonymous") {
        @Override
        Map<String, String> credentials(Scene scene) {
            return Map.of();
        }
    },
    BAD_TOKEN("bad token") {
        @Override
        Map<String, String> credentials(Scene scene) {
            return Person.bearer("nonsense");
        }
    },
    EXPIRED("expired") {
        @Override
        Map<String, String> credentials(Scene scene) {
            var then = Instant.now().minus(Duration.ofMinutes(2)).getEpochSecond();
            return Person.bearer(Token.of(scene.owner()).claim("exp", then).signed());
        }
    },
    STRANGER("stranger") {
        @Override
        Map<String, String> credentials(Scene scene) {
            return Person.bearer(Token.of(scene.stranger()).signed());
        }
    },
    MODERATOR("moderator") {
        @Override
        Map<String, String> credentials(Scene scene) {
            return Person.bearer(Token.of(scene.moderator()).signed());
        }
    },
    OWNER("owner") {
        @Override
        Map<String, String> credentials(Scene scene) {
            return Person.bearer(Token.of(scene.owner()).signed());
        }
    };

    private final String column;

    Caller(String column) {
        this.column = column;
    }

    /// The headers that say who calls.
    abstract Map<String, String> credentials(Scene scene);

    /// The head of the column.
    @Override
    public String toString() {
        return column;
    }
}
