package social.nova.http.export;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes a ZIP archive out of pieces of files, piece by piece: no more than one of them is in memory.
final class Zip {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(written);
    private String file = "";

    private Zip() {}

    /// @param file which it is the next piece of; the pieces of one file come one after the other
    record Piece(String file, ByteString bytes) {}

    static Flow<Piece, ByteString, NotUsed> flow() {
        return Flow.of(Piece.class)
                .statefulMap(Zip::new, (zip, piece) -> Pair.create(zip, zip.add(piece)), zip -> Optional.of(zip.end()));
    }

    private ByteString add(Piece piece) {
        try {
            if (!piece.file().equals(file)) {
                file = piece.file();
                // Of no time: what is in it is as of now, and the person knows when that was.
                zip.putNextEntry(new ZipEntry(file));
            }
            zip.write(piece.bytes().toArrayUnsafe());
            return drain();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
    }

    private ByteString end() {
        try {
            zip.close();
            return drain();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
    }

    private ByteString drain() {
        var bytes = ByteString.fromArrayUnsafe(written.toByteArray());
        written.reset();
        return bytes;
    }
}
