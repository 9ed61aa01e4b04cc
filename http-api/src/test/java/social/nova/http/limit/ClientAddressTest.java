package social.nova.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import social.nova.http.common.AddressRange;

class ClientAddressTest {
    private final ClientAddress addresses =
            new ClientAddress(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.7    | 198.51.100.1                          | 192.0.2.7
            10.0.0.1     |                                       | 10.0.0.1
            10.0.0.1     | 198.51.100.1                          | 198.51.100.1
            10.0.0.1     | 203.0.113.9, 198.51.100.1             | 198.51.100.1
            10.0.0.1     | 203.0.113.9, 198.51.100.1, 10.0.0.2   | 198.51.100.1
            10.0.0.1     | 10.0.0.3, 10.0.0.2                    | 10.0.0.3
            10.0.0.1     | 198.51.100.1:4711                     | 198.51.100.1
            10.0.0.1     | [2001:db8:1:2:3:4:5:6]:4711           | 20010db800010002/64
            10.0.0.1     | 2001:db8:1:2:ffff::1                  | 20010db800010002/64
            10.0.0.1     | ::ffff:198.51.100.1                   | 198.51.100.1
            10.0.0.1     | 198.51.100.1, unknown                 | 10.0.0.1
            10.0.0.1     | evil.example                          | 10.0.0.1
            10.0.0.1     | [                                     | 10.0.0.1
            10.0.0.1     | ,,                                    | 10.0.0.1
            fd00::1      | 198.51.100.1                          | 198.51.100.1
            2001:db8::1  | 198.51.100.1                          | 20010db800000000/64
            """)
    void believesOnlyProxiesOfOurOwn(String remote, String forwarded, String counted) {
        assertThat(addresses.of(request(remote, forwarded == null ? List.of() : List.of(forwarded))))
                .isEqualTo(counted);
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertThat(addresses.of(request("10.0.0.1", List.of("203.0.113.9", "198.51.100.1"))))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void putsWhoeverComesFromNowhereTogether() {
        assertThat(addresses.of(HttpRequest.GET("/"))).isEqualTo("unknown");
    }

    private static HttpRequest request(String remote, List<String> forwarded) {
        return HttpRequest.GET("/")
                .withHeaders(forwarded.stream()
                        .<HttpHeader>map(value -> RawHeader.create("X-Forwarded-For", value))
                        .toList())
                .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.ofLiteral(remote)));
    }
}
