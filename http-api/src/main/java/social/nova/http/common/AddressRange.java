package social.nova.http.common;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IP address, or a range of them: `10.0.0.0/8`, `192.0.2.7`, `fd00::/8`.
///
/// @param network the first address of the range
/// @param prefix how many leading bits are common to all
public record AddressRange(InetAddress network, int prefix) {

    /// @throws IllegalArgumentException if the text is none; a name is none, it is not looked up
    public static AddressRange parse(String text) {
        var slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash));
        var bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new AddressRange(address, bits);
        }
        var length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException("a range of /0 to /%d".formatted(bits));
        }
        var range = new AddressRange(address, Integer.parseInt(length));
        if (!range.network().equals(range.first())) {
            throw new IllegalArgumentException("an address within a range of /%d, which begins at %s"
                    .formatted(range.prefix(), range.first().getHostAddress()));
        }
        return range;
    }

    public boolean contains(InetAddress address) {
        return sharesPrefix(address.getAddress(), network.getAddress(), prefix);
    }

    private static boolean sharesPrefix(byte[] one, byte[] other, int prefix) {
        if (one.length != other.length) {
            return false;
        }
        for (var bit = 0; bit < prefix; bit++) {
            var mask = 0x80 >>> bit % Byte.SIZE;
            if ((one[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    private InetAddress first() {
        var bytes = network.getAddress();
        for (var bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("As many bytes as before", e);
        }
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
