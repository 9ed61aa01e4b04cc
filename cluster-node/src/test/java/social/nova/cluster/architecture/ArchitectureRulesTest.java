package social.nova.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sees every rule fail on what was planted for it.
class ArchitectureRulesTest {
    private static final JavaClasses PLANTED = NovaClasses.planted();

    static Stream<Arguments> findings() {
        return Stream.of(
                Arguments.of(ArchitectureRules.MODULES.get(0), "social.nova.protocols.planted.KnowsPersistence"),
                Arguments.of(ArchitectureRules.MODULES.get(1), "social.nova.persistence.planted.KnowsHttp"),
                Arguments.of(ArchitectureRules.MODULES.get(2), "social.nova.media.planted.KnowsPersistence"),
                Arguments.of(ArchitectureRules.MODULES.get(3), "social.nova.http.planted.KnowsAnEntity"),
                Arguments.of(ArchitectureRules.MODULES.get(4), "social.nova.cluster.planted.KnowsTheLauncher"),
                Arguments.of(ArchitectureRules.MODULES.get(5), "social.nova.deploy.planted.KnowsAProtocol"),
                Arguments.of(ArchitectureRules.MODULES.get(6), "social.nova.loadtest.planted.KnowsAProtocol"),
                Arguments.of(ArchitectureRules.FEATURES_WITHOUT_CYCLES, "social.nova.planted.first.Hen"),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.forAnAnswer("),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.forAStage("),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.inALambda("),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.byReference("),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.forAWhile("),
                Arguments.of(ArchitectureRules.NOTHING_BLOCKS, "http.planted.Waits.forScala("),
                Arguments.of(ArchitectureRules.SQL_IN_PERSISTENCE, "social.nova.http.planted.AsksTheDatabase"),
                Arguments.of(ArchitectureRules.CONFIG_IN_SETTINGS, "social.nova.http.planted.ReadsConfig"),
                Arguments.of(ArchitectureRules.NOTHING_PRINTED, "http.planted.Prints.out("),
                Arguments.of(ArchitectureRules.NOTHING_PRINTED, "http.planted.Prints.err("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.now("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.millis("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.id("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.ids("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.random("),
                Arguments.of(ArchitectureRules.TIME_IDS_AND_RANDOMNESS_INJECTED, "http.planted.Guesses.chance("),
                Arguments.of(ArchitectureRules.NO_JAVA_SERIALIZATION, "http.planted.Serializes.read("),
                Arguments.of(ArchitectureRules.NO_JAVA_SERIALIZATION, "http.planted.SerializedValue"),
                Arguments.of(ArchitectureRules.NAMES_SAY_WHAT_IT_IS, "http.planted.ThingManager"),
                Arguments.of(ArchitectureRules.NAMES_SAY_WHAT_IT_IS, "http.planted.AbstractThing"),
                Arguments.of(ArchitectureRules.NAMES_SAY_WHAT_IT_IS, "http.planted.IThing"),
                Arguments.of(ArchitectureRules.NO_INHERITANCE, "http.planted.AbstractThing"),
                Arguments.of(ArchitectureRules.NO_INHERITANCE, "http.planted.ThingManager"),
                Arguments.of(ArchitectureRules.MESSAGES_TRAVEL, "protocols.planted.StaysAtHome$Command"),
                Arguments.of(ArchitectureRules.MESSAGES_TRAVEL, "protocols.planted.StaysAtHome$Answer"),
                Arguments.of(ArchitectureRules.MESSAGES_TRAVEL, "protocols.planted.StaysAtHome$Refused"),
                Arguments.of(ArchitectureRules.PACKAGES_NULL_MARKED, "social.nova.http.planted"));
    }

    @ParameterizedTest
    @MethodSource("findings")
    void findsWhatWasPlanted(ArchRule rule, String where) {
        var failures = rule.evaluate(PLANTED).getFailureReport().getDetails();

        assertThat(failures).anyMatch(failure -> failure.contains(where));
    }

    @Test
    void everyRuleHasSomethingPlanted() {
        var planted = findings().map(finding -> finding.get()[0]).distinct().toList();

        assertThat(planted).containsExactlyInAnyOrderElementsOf(List.<Object>copyOf(ArchitectureRules.ALL));
    }

    @Test
    void letsWhatIsAllowedPass() {
        assertThat(ArchitectureRules.NOTHING_BLOCKS
                        .evaluate(PLANTED)
                        .getFailureReport()
                        .getDetails())
                .noneMatch(failure -> failure.contains("Waits.notAtAll("));
    }
}
