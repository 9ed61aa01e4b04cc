package social.nova.http.export;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.function.Function;
import social.nova.http.common.Json;
import social.nova.protocols.common.UserId;

/// One file of an archive: what one area keeps of a person.
///
/// @param file its name in the archive
/// @param content its bytes, read as they are wanted, so that no person has too much to be exported
public record ExportPart(String file, Function<UserId, Source<ByteString, NotUsed>> content) {
    private static final ByteString OPEN = ByteString.fromString("[\n");
    private static final ByteString NEXT = ByteString.fromString(",\n");
    private static final ByteString CLOSE = ByteString.fromString("\n]\n");

    /// A JSON object.
    public static ExportPart one(String file, Function<UserId, Source<?, NotUsed>> value) {
        return new ExportPart(file, user -> value.apply(user).map(ExportPart::json));
    }

    /// A JSON array.
    public static ExportPart many(String file, Function<UserId, Source<?, NotUsed>> values) {
        return new ExportPart(
                file, user -> values.apply(user).map(ExportPart::json).intersperse(OPEN, NEXT, CLOSE));
    }

    private static ByteString json(Object value) {
        return ByteString.fromArrayUnsafe(Json.bytes(value));
    }
}
