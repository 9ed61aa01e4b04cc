package social.nova.http.common;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.UserId;
import social.nova.protocols.common.Uuids;
import social.nova.protocols.conversation.ConversationId;
import social.nova.protocols.conversation.MessageId;

/// Reads ids and numbers from paths, queries and bodies; what is malformed is a [BadRequest] naming its place.
public final class Parameters {
    /// In ASCII digits, of which no number worth reading has more.
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,20}");

    private Parameters() {}

    /// A conversation id from a path or frame.
    public static ConversationId conversation(@Nullable String text) {
        if (text == null) {
            throw new BadRequest("conversation_id: is required");
        }
        try {
            return new ConversationId(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("conversation_id: must be a UUID");
        }
    }

    /// A message id from the field or path segment of this name.
    public static MessageId message(String name, @Nullable String text) {
        return new MessageId(uuid(name, text));
    }

    /// A user id from the field or path segment of this name.
    public static UserId user(String name, @Nullable String text) {
        if (text == null) {
            throw new BadRequest(name + ": is required");
        }
        try {
            return new UserId(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(name + ": must be a UUID");
        }
    }

    /// User ids from the query, separated by commas, each once, in their order.
    ///
    /// @param most how many there may be
    public static List<UserId> users(String name, Map<String, String> query, int most) {
        var given = query.get(name);
        if (given == null) {
            throw new BadRequest(name + ": is required");
        }
        var ids = Stream.of(given.split(",", -1))
                .map(id -> user(name, id))
                .distinct()
                .toList();
        if (ids.size() > most) {
            throw new BadRequest(name + ": at most " + most);
        }
        return ids;
    }

    /// A UUID from the field or path segment of this name, in its usual form.
    public static String uuid(String name, @Nullable String text) {
        if (text == null) {
            throw new BadRequest(name + ": is required");
        }
        try {
            return Uuids.canonical(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(name + ": must be a UUID");
        }
    }

    /// Yes or no from the query; not given is no.
    public static boolean flag(Map<String, String> query, String name) {
        return switch (query.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequest(name + ": must be true or false");
        };
    }

    /// A whole number from the query, at least `least`; `otherwise` where it is not given.
    public static long number(Map<String, String> query, String name, long least, long otherwise) {
        var text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        if (WHOLE_NUMBER.matcher(text).matches()) {
            var number = new BigInteger(text);
            if (number.compareTo(BigInteger.valueOf(least)) >= 0 && number.bitLength() < Long.SIZE) {
                return number.longValue();
            }
        }
        throw new BadRequest(name + ": must be a whole number, " + least + " or more");
    }
}
