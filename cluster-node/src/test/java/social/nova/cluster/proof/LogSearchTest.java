package social.nova.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is planted is found, and nothing else is.
class LogSearchTest {
    private static final String CLEAN = "12:00:00.000 INFO  s.n.cluster.Node - This node serves\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    login of {"password":"Correct-Horse-1"} failed                        | password
                    $argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA                     | hash of a password
                    token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln is expired       | access token
                    Authorization: Bearer abcdefghijklmno                                 | credentials
                    refresh EjRWeJCrze8SNFZ4kKvN7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f | refresh token
                    refresh EjRWeJCrze8SNFZ4kKvN7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLw | refresh token
                    link /verify#token=Zss_ulGH1ug5N5osPQp5_dEnKKXg_nf5XyUbQxQH0bc        | token of a mail
                    GET /verify?token=Zss_ulGH1ug-5osPQp5_dEnKKXg_nf5XyUbQxQH0bcQ         | token of a mail
                    body {"token":"abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP"}           | token of a mail
                    body {"token" : "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP"}         | token of a mail
                    took Zss_ulGH1ug5N5osPQp5_dEnKKXg_nf5XyUbQxQH0bc                      | token of a mail
                    environment NOVA_MANAGEMENT_SECRET=management-secret-of-a-test-node   | secret of an installation
                    secret 3f9a0c5d7e21b84460aa19cd53ef7b0288d1c4e65a90b7f3                | secret of an installation
                    -----BEGIN PRIVATE KEY-----                                           | key
                    cannot connect to postgresql://nova:hunter2@127.0.0.1:5432/nova       | password of a server
                    Key (email)=(alice-1f2e@example.com) already exists                   | e-mail address
                    INSERT of 'message talk0 rest 27'                                     | text of a message
                    """)
    void findsWhatIsPlantedAndNeverRepeatsIt(String line, String kind) throws Exception {
        var log = log("logs/node-1.log", CLEAN + line + "\n" + CLEAN);

        assertThat(LogSearch.findings(log)).contains(log + ":2: " + kind);
        assertThat(LogSearch.findings(log)).noneMatch(finding -> finding.contains(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "akka://nova@127.0.0.1:25520/user is up",
                "at java.base@25.0.1/java.lang.Thread.run(Thread.java:1474)",
                "digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "hash x4Xm5JxKp0nH9tQyU1vZ7cBdEfGhIjKlMnOpQrStUvW= of a row",
                "Key kiWXfA017A4DNU1uNhtZnEIqhYiugdPRf1ENn8fjHCc signs access tokens in PT9.455S",
                "trace 3f9a0c5d7e21b84460aa19cd53ef7b02 of request 3f9a0c5d7e21b844",
                "theTokenOfAVerySlowSocketThatIsNamedAfterWhat of no use",
                "postgresql://nova:***@127.0.0.1:5432/nova is away",
                "account a11ce000-0000-4000-8000-000000000000 of /api/v1/auth/login",
                "social.nova.cluster.Node$Lambda@1f2e3d4c",
            })
    void leavesAloneWhatIsNone(String line) throws Exception {
        assertThat(LogSearch.findings(log("logs/node-1.log", line))).isEmpty();
    }

    @Test
    void readsLogsOfProcessesAndWhatTestsPrintedButNoDataOfServers() throws Exception {
        var node = log("run/logs/node-1.log", CLEAN);
        var rolled = log("run/logs/node-1.log.1", CLEAN);
        var command = log("run/command.log", CLEAN);
        var stack = log("run/redis/process.log", CLEAN);
        var report = log(
                "surefire-reports/TEST-social.nova.Some.xml",
                "<testcase name=\"bob@example.com\"/><system-out>ann@example.com\n</system-out>");
        log("run/kafka/cdc-0/00000000000000000000.log", "bob@example.com");

        assertThat(LogSearch.logsIn(directory)).containsExactlyInAnyOrder(node, rolled, command, stack, report);
        assertThat(LogSearch.findings(report)).hasSize(1);
    }

    private Path log(String name, String content) throws Exception {
        var log = directory.resolve(name);
        Files.createDirectories(log.getParent());
        return Files.writeString(log, content);
    }
}
