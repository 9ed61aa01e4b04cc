package social.nova.deploy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a module's build puts its jar, and beside it, in `lib`, the jars it needs.
record TargetDirectory(Path path) {

    /// @param artifact the jar's name up to its version
    String classPath(String artifact) {
        try (var jars = Files.newDirectoryStream(path, artifact + "-[0-9]*.jar")) {
            for (var jar : jars) {
                if (!jar.toString().matches(".*-(sources|tests|javadoc)\\.jar")) {
                    return jar + ":" + path.resolve("lib") + "/*";
                }
            }
        } catch (IOException _) {
            // no such directory: not built
        }
        throw new LaunchFailure("%s is not in %s: build first, with mvn package".formatted(artifact, path));
    }
}
