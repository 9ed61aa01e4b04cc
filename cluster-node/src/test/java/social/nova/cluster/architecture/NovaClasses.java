package social.nova.cluster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/// The classes the rules are about, read once.
final class NovaClasses {
    private static final JavaClasses ALL = new ClassFileImporter().importPackages("social.nova");

    private NovaClasses() {}

    /// What is shipped: the main classes of every module.
    static JavaClasses product() {
        return ALL.that(describe("are shipped", type -> !isTest(type)));
    }

    /// What breaks the rules on purpose, in this module's tests.
    static JavaClasses planted() {
        return ALL.that(resideInAPackage("social.nova..planted.."));
    }

    private static boolean isTest(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                // In a build that makes jars, a module's tests are in one of their own.
                .map(uri -> uri.contains("/test-classes/") || uri.contains("-tests.jar!"))
                .orElse(true);
    }
}
