package social.nova.persistence.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import social.nova.protocols.settings.HostPort;
import social.nova.protocols.settings.Secret;

class SmtpProbeTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    @Test
    void isContentWithAServerThatKnowsTheUser() {
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.setUser("nova@example.org", "nova", "right");
        mail.start();
        try {
            var server = new HostPort("127.0.0.1", mail.getSmtp().getPort());
            assertThat(new SmtpProbe(settings(server, "right")).ping()).succeedsWithin(5, TimeUnit.SECONDS);
            assertThat(new SmtpProbe(new MailSettings(server, Optional.empty(), "nova@example.org")).ping())
                    .succeedsWithin(5, TimeUnit.SECONDS);
            assertThat(new SmtpProbe(settings(server, "wrong")).ping())
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("535")
                    .withMessageNotContaining("wrong");
        } finally {
            mail.stop();
        }
    }

    @Test
    void encryptsBeforeItLogsIn() throws Exception {
        var tls = tls("localhost");
        try (var server = new ScriptedMailServer(tls, "220 hello")) {
            assertThat(new SmtpProbe(settings(server.address(), "right"), tls).ping())
                    .succeedsWithin(5, TimeUnit.SECONDS);

            assertThat(server.heardInClear()).containsExactly("EHLO nova", "STARTTLS");
            assertThat(server.heardEncrypted())
                    .containsExactly("EHLO nova", "AUTH LOGIN", "bm92YQ==", "cmlnaHQ=", "QUIT");
        }
    }

    @Test
    void refusesACertificateOfAnotherHost() throws Exception {
        var tls = tls("elsewhere.example.org");
        try (var server = new ScriptedMailServer(tls, "220 hello")) {
            assertThat(new SmtpProbe(settings(server.address(), "right"), tls).ping())
                    .failsWithin(5, TimeUnit.SECONDS);
            assertThat(server.heardEncrypted()).isEmpty();
        }
    }

    @Test
    void failsWithWhatIsNoMailServer() throws Exception {
        var tls = tls("localhost");
        try (var refusing = new ScriptedMailServer(tls, "554 go away");
                var other = new ScriptedMailServer(tls, "HTTP/1.1 400 Bad Request")) {
            assertThat(new SmtpProbe(settings(refusing.address(), "right")).ping())
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("554");
            assertThat(new SmtpProbe(settings(other.address(), "right")).ping())
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("does not speak SMTP");
        }
    }

    @Test
    void failsWhenNobodyIsThere() throws Exception {
        HostPort gone;
        try (var server = new ScriptedMailServer(tls("localhost"), "220 hello")) {
            gone = server.address();
        }

        assertThat(new SmtpProbe(settings(gone, "right")).ping()).failsWithin(5, TimeUnit.SECONDS);
    }

    private static MailSettings settings(HostPort server, String password) {
        return new MailSettings(
                server, Optional.of(new MailSettings.Login("nova", new Secret(password))), "nova@example.org");
    }

    /// Shows and trusts one certificate, made now.
    private SSLContext tls(String host) throws IOException, InterruptedException, GeneralSecurityException {
        var file = directory.resolve(host + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var make = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(make.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, STORE_PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, STORE_PASSWORD);
        var certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("mail", store.getCertificate("mail"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
