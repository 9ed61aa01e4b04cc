package social.nova.cluster;

import java.util.Optional;

/// The release this node is, as the jar's manifest says.
final class Version {
    static final String CURRENT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
