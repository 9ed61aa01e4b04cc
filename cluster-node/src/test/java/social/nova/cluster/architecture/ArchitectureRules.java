package social.nova.cluster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import social.nova.protocols.common.NovaSerializable;

/// The rules of the code base. What may do otherwise is named here, with the reason.
final class ArchitectureRules {
    private static final String[] PRODUCT = {
        "social.nova.protocols..",
        "social.nova.persistence..",
        "social.nova.media..",
        "social.nova.http..",
        "social.nova.cluster.."
    };

    /// Modules point inward: each with all it may use. `http-api` so knows entities by their protocols only.
    static final List<ArchRule> MODULES = List.of(
            module("protocols"),
            module("persistence", "protocols"),
            module("media", "protocols"),
            module("http", "protocols", "persistence", "media"),
            module("cluster", "protocols", "persistence", "media", "http"),
            module("deploy"),
            module("loadtest"));

    static final ArchRule FEATURES_WITHOUT_CYCLES =
            slices().matching("social.nova.(*).(*)..").should().beFreeOfCycles();

    // Startup: a node cannot go on without what it waits for, and no actor or stream thread is there yet. A checkup
    // is a program of its own that asks one thing after the other, and so are the rotations of keys.
    private static final Set<String> MAY_WAIT = Set.of(
            "social.nova.cluster.Node.installation",
            "social.nova.cluster.Checkup.report",
            "social.nova.cluster.Keysets.open",
            "social.nova.cluster.KeyRotationProgram.run",
            "social.nova.cluster.KeysetRotationProgram");

    static final ArchRule NOTHING_BLOCKS = noClasses()
            .that()
            .resideInAnyPackage("social.nova.http..", "social.nova.cluster..")
            .should()
            .accessTargetWhere(outside(MAY_WAIT, "wait for something", ArchitectureRules::waits));

    // deploy/stack makes the database that everything else only uses; loadtest looks into it from outside, to
    // check what Nova says and to compare it with plain inserts.
    static final ArchRule SQL_IN_PERSISTENCE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "social.nova.persistence..", "social.nova.deploy.stack..", "social.nova.loadtest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..");

    // AkkaConfig lays our settings over Akka's, a checkup over those of its own actor system. The others are made by
    // Akka, which hands them nothing but its own.
    private static final Set<String> MAY_SEE_CONFIG = Set.of(
            "social.nova.cluster.AkkaConfig",
            "social.nova.cluster.Checkup",
            "social.nova.cluster.InstallationChecker",
            "social.nova.cluster.metrics.MeteredJournal",
            "social.nova.cluster.supervision.SupervisionRoutes");

    static final ArchRule CONFIG_IN_SETTINGS = noClasses()
            .that(not(resideInAPackage("social.nova.protocols.settings.."))
                    .and(describe(
                            "are no settings", type -> !isIn(type, Pattern.compile(".*Settings"), MAY_SEE_CONFIG))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config..");

    // Programs that talk to a terminal.
    static final ArchRule NOTHING_PRINTED = noClasses()
            .that()
            .resideOutsideOfPackages("social.nova.deploy.launcher..", "social.nova.loadtest.bench..")
            .and()
            .doNotHaveFullyQualifiedName("social.nova.deploy.stack.StackMain")
            .and()
            .doNotHaveFullyQualifiedName("social.nova.cluster.Main")
            .should()
            .accessTargetWhere(describe(
                    "are standard output or error",
                    access -> access.getTargetOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err").contains(access.getName())));

    // The composition roots, which hand these in. ParsingErrors and SupervisionRoutes are made by Akka, which hands
    // them nothing. The pipeline's are the ids of requests, for logs only.
    private static final Set<String> MAY_TELL_TIME = Set.of(
            "social.nova.cluster.Main",
            "social.nova.cluster.Node",
            "social.nova.cluster.AccountApi",
            "social.nova.cluster.Api",
            "social.nova.cluster.supervision.SupervisionRoutes",
            "social.nova.http.routing.ParsingErrors",
            "social.nova.http.routing.Pipeline.trace");

    static final ArchRule TIME_IDS_AND_RANDOMNESS_INJECTED = noClasses()
            .that()
            .resideInAnyPackage(PRODUCT)
            .should()
            .accessTargetWhere(
                    outside(MAY_TELL_TIME, "take time, ids or randomness from anywhere", SideEffects::isOne));

    static final ArchRule NO_JAVA_SERIALIZATION = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
            .orShould(be(describe(
                    "of a type that names Serializable itself",
                    type -> type.getRawInterfaces().stream().anyMatch(i -> i.isEquivalentTo(Serializable.class)))));

    private static final Pattern RESERVED =
            Pattern.compile("(Abstract|Base|Default)[A-Z].*|I[A-Z][a-z].*|.*(Manager|Helper|Utils?|Impl|Base|Dto)");

    static final ArchRule NAMES_SAY_WHAT_IT_IS =
            noClasses().should().haveNameMatching("(.*[.$])(" + RESERVED.pattern() + ")");

    static final ArchRule NO_INHERITANCE =
            noClasses().should(be(describe("abstract, or a subclass of our own", ArchitectureRules::inherits)));

    static final ArchRule MESSAGES_TRAVEL = classes()
            .that(describe("are what actors tell each other", Messages::isOne))
            .should()
            .beAssignableTo(NovaSerializable.class);

    static final ArchRule PACKAGES_NULL_MARKED = classes()
            .should(be(describe(
                    "in a package that is @NullMarked",
                    type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    static final List<ArchRule> ALL = Stream.concat(
                    MODULES.stream(),
                    Stream.of(
                            FEATURES_WITHOUT_CYCLES,
                            NOTHING_BLOCKS,
                            SQL_IN_PERSISTENCE,
                            CONFIG_IN_SETTINGS,
                            NOTHING_PRINTED,
                            TIME_IDS_AND_RANDOMNESS_INJECTED,
                            NO_JAVA_SERIALIZATION,
                            NAMES_SAY_WHAT_IT_IS,
                            NO_INHERITANCE,
                            MESSAGES_TRAVEL,
                            PACKAGES_NULL_MARKED))
            .toList();

    private ArchitectureRules() {}

    private static ArchRule module(String module, String... used) {
        var allowed = Stream.concat(Stream.of(module), Arrays.stream(used))
                .map(name -> "social.nova." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage("social.nova." + module + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("social.nova..")).or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaAccess<?>> outside(
            Set<String> places, String description, Predicate<JavaAccess<?>> what) {
        return describe(description, access -> what.test(access) && !isIn(access, places));
    }

    // A place is a class or a method, with the lambdas and nested classes in it.
    private static boolean isIn(JavaAccess<?> access, Set<String> places) {
        var origin = access.getOrigin().getFullName();
        return places.stream()
                .anyMatch(place -> origin.startsWith(place + "(")
                        || origin.startsWith(place + ".")
                        || origin.startsWith(place + "$"));
    }

    private static boolean isIn(JavaClass type, Pattern names, Set<String> places) {
        var name = type.getName().replaceFirst("\\$.*", "");
        return names.matcher(name).matches() || places.contains(name);
    }

    private static boolean waits(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        return (owner.isAssignableTo(Future.class) && Set.of("join", "get").contains(access.getName()))
                || (owner.isEquivalentTo(Thread.class)
                        && Set.of("join", "sleep").contains(access.getName()))
                || owner.getName().startsWith("scala.concurrent.Await");
    }

    private static boolean inherits(JavaClass type) {
        var isAbstractClass =
                type.getModifiers().contains(JavaModifier.ABSTRACT) && !type.isInterface() && !type.isEnum();
        var extendsOurs = type.getRawSuperclass()
                .filter(parent -> parent.getPackageName().startsWith("social.nova") && !parent.isEnum())
                .isPresent();
        return isAbstractClass || extendsOurs;
    }
}
