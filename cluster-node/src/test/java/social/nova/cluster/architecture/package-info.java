/// The rules of this code base as tests. [ArchitectureRules] says them, [ArchitectureTest] holds the product to them,
/// [ArchitectureRulesTest] sees each of them fail on classes planted for it.
@NullMarked
package social.nova.cluster.architecture;

import org.jspecify.annotations.NullMarked;
