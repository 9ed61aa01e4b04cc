package social.nova.cluster.contract;

import java.util.Map;

/// How a caller stands to somebody whose account is private: a column of the tables of what is between two people.
enum Relation {
    ANONYMOUS("anonymous") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return Map.of();
        }
    },
    OTHER("other") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return all.unrelated(all.other());
        }
    },
    BLOCKED("blocked") {
        @Override
        Map<String, String> become(Acquaintances all) {
            all.owner().block(all.blocked());
            return Person.bearer(all.blocked().token());
        }
    },
    FOLLOWER("follower") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return all.following(all.follower());
        }
    },
    OWNER("owner") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return Person.bearer(all.owner().token());
        }
    },
    MODERATOR("moderator") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return all.unrelated(all.moderator());
        }
    },
    ADMIN("admin") {
        @Override
        Map<String, String> become(Acquaintances all) {
            return all.unrelated(all.admin());
        }
    };

    private final String column;

    Relation(String column) {
        this.column = column;
    }

    /// Makes sure that one of them stands so to the owner, whatever they did before; the headers that say who
    /// calls.
    abstract Map<String, String> become(Acquaintances all);

    Person in(Acquaintances all) {
        return switch (this) {
            case ANONYMOUS, OTHER -> all.other();
            case BLOCKED -> all.blocked();
            case FOLLOWER -> all.follower();
            case OWNER -> all.owner();
            case MODERATOR -> all.moderator();
            case ADMIN -> all.admin();
        };
    }

    /// The head of the column.
    @Override
    public String toString() {
        return column;
    }
}
