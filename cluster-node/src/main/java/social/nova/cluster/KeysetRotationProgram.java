package social.nova.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import social.nova.persistence.common.Database;
import social.nova.persistence.user.KeysetReports;
import social.nova.persistence.user.KeysetReports.Report;
import social.nova.persistence.user.MasterKey;
import social.nova.persistence.user.MasterKeyset;
import social.nova.persistence.user.WrappedKeys;
import social.nova.persistence.user.WrappedKeys.Place;
import social.nova.protocols.settings.SettingsRefused;

/// Has everything that the master keyset wraps wrapped by a new key, while nodes run. A program of its own.
///
/// ```
/// new key in the file ─▶ every node knows it ─▶ it wraps ─▶ every node wraps by it ─▶ rows, batch by batch
/// ```
///
/// Where it is, the file and the rows say: whoever starts it again goes on there. It waits for nodes as long as it
/// takes; stopping it harms nothing.
final class KeysetRotationProgram {
    /// Makes no new key; takes the earlier ones out that wrap nothing any more.
    static final String DROP_OLD = "--drop-old";

    private static final int BATCH = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /// Longer than what a node has begun to wrap by the key before takes to be written.
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(10);

    private final Path file;
    private final MasterKey masterKey;
    private final KeysetReports reports;
    private final WrappedKeys wrapped;
    private final PrintStream out;

    private KeysetRotationProgram(Path file, Database database, MasterKey masterKey, PrintStream out) {
        this.file = file;
        this.masterKey = masterKey;
        this.reports = new KeysetReports(database);
        this.wrapped = new WrappedKeys(database, masterKey);
        this.out = out;
    }

    /// @return 0 when it is done, [Main#BAD_SETTINGS], or 1 when something else is in the way
    static int run(Map<String, String> environment, boolean dropOld, PrintStream out) {
        try {
            var persistence = NodeSettings.from(environment).persistence();
            var file = persistence.masterKeyset().file();
            if (file.isEmpty()) {
                out.println("Put the keyset into a file and name it in NOVA_MASTER_KEYSET_FILE: that file is changed.");
                return Main.BAD_SETTINGS;
            }
            var lockFile = Path.of(file.get() + ".lock");
            try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.tryLock();
                    var database = Database.open(persistence.database())) {
                if (lock == null) {
                    out.println("Another rotation is under way.");
                    return 1;
                }
                var program = new KeysetRotationProgram(
                        file.get(), database, persistence.masterKeyset().open(), out);
                if (!program.isOfThisInstallation()) {
                    return 1;
                }
                return dropOld ? program.dropOld() : program.rotate();
            }
        } catch (SettingsRefused refused) {
            out.println(refused.getMessage());
            return Main.BAD_SETTINGS;
        } catch (IOException failure) {
            out.println("The file cannot be changed: " + failure.getMessage());
            return 1;
        } catch (ExecutionException | TimeoutException failure) {
            out.println("The database cannot be used: " + failure.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    // A wrong keyset, once it is changed and required, would leave the installation without any that nodes start with.
    private boolean isOfThisInstallation() throws ExecutionException, TimeoutException, InterruptedException {
        var lacking = get(reports.lacking(masterKey.keyset()));
        if (lacking.isPresent()) {
            return refuse("it lacks key %d, which is in use".formatted(lacking.get()));
        }
        for (var next = Optional.of(Place.START); next.isPresent(); ) {
            var trial = get(wrapped.attempt(next.get(), BATCH));
            if (trial.unopened().isPresent()) {
                return refuse("no key of it opens %s".formatted(trial.unopened().get()));
            }
            next = trial.next();
        }
        return true;
    }

    private boolean refuse(String reason) {
        out.println("Nothing was changed: %s is not the keyset of this installation, or an old copy: %s."
                .formatted(file, reason));
        out.println("Put the keyset there that the nodes use, and start again.");
        return false;
    }

    private int rotate() throws IOException, ExecutionException, TimeoutException, InterruptedException {
        var keyset = masterKey.keyset();
        var isFinished = keyset.primary() == keyset.newest() && (get(wrapped.byOthers()) == 0 || !keyset.leavesMark());
        if (isFinished) {
            keyset = keyset.withAnother();
            write(keyset);
            out.println("Key %d is in the keyset.".formatted(keyset.newest()));
        }
        var newest = keyset.newest();
        if (keyset.primary() != newest) {
            awaitAll("to know key " + newest, report -> report.keys().contains(newest));
            get(reports.require(newest));
            write(keyset.promoted());
        }
        awaitAll("to wrap by key " + newest, report -> report.primary() == newest);
        var done = rewrap();
        out.println("Key %d wraps everything; %d keys were wrapped anew. Earlier keys go with %s."
                .formatted(newest, done, DROP_OLD));
        return 0;
    }

    private long rewrap() throws ExecutionException, TimeoutException, InterruptedException {
        var done = 0L;
        do {
            var next = Optional.of(Place.START);
            while (next.isPresent()) {
                done += next.get().done();
                next = get(
                        wrapped.rewrap(new Place(next.get().table(), next.get().id(), 0), BATCH));
            }
        } while (get(wrapped.byOthers()) > 0);
        return done;
    }

    private int dropOld() throws IOException, ExecutionException, TimeoutException, InterruptedException {
        var keyset = masterKey.keyset();
        if (keyset.primary() != keyset.newest()) {
            out.println("A rotation is not finished: the newest key does not wrap yet.");
            return 1;
        }
        awaitAll("to wrap by key " + keyset.primary(), report -> report.primary() == keyset.primary());
        Thread.sleep(SETTLED_AFTER);
        var left = get(wrapped.byOthers());
        if (left > 0) {
            out.println("%d keys are not wrapped by key %d: rotate first.".formatted(left, keyset.primary()));
            return 1;
        }
        write(keyset.primaryOnly());
        out.println("Key %d is the only one.".formatted(keyset.primary()));
        return 0;
    }

    private void awaitAll(String what, Predicate<Report> does)
            throws ExecutionException, TimeoutException, InterruptedException {
        var told = "";
        while (true) {
            var missing = get(reports.all()).stream()
                    .filter(does.negate())
                    .map(Report::node)
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            var line = "Waiting for %s %s. Bring %s there if they do not read it themselves."
                    .formatted(String.join(", ", missing), what, file);
            if (!line.equals(told)) {
                out.println(line);
                told = line;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    // Whole or not at all, for its owner's eyes only, and there after a power cut: without it nothing can be opened.
    private void write(MasterKeyset keyset) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var folder = file.toAbsolutePath().getParent();
        var draft = Files.createTempFile(folder, "draft", ".tmp", ownerOnly);
        Files.writeString(draft, keyset.json(), StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (var moved = FileChannel.open(folder)) {
            moved.force(true);
        }
        masterKey.refresh();
    }

    private static <T> T get(CompletionStage<T> stage)
            throws ExecutionException, TimeoutException, InterruptedException {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
