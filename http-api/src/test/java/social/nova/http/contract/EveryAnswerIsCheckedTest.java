package social.nova.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests of documented routes go through [CheckedPipeline], so that no answer escapes the contract.
class EveryAnswerIsCheckedTest {
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void onlyTestsOfThePipelineItselfMakeOne() throws IOException {
        try (var files = Files.walk(TESTS)) {
            assertThat(files.filter(EveryAnswerIsCheckedTest::makesAPipeline)
                            .map(Path::getFileName)
                            .map(Path::toString))
                    .containsOnly(
                            "AnswerInTimeTest.java",
                            "CheckedPipeline.java",
                            "ObservationTest.java",
                            "PipelineTest.java",
                            "RateLimitsTest.java",
                            "WireServer.java",
                            // What hostile clients send is in no contract.
                            "RefusingApi.java",
                            // A program that measures routes of its own.
                            "RequestCost.java");
        }
    }

    private static boolean makesAPipeline(Path file) {
        try (var lines = Files.isRegularFile(file) ? Files.lines(file) : Stream.<String>empty()) {
            return lines.anyMatch(line -> line.contains("new " + "Pipeline("));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
