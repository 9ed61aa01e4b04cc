package social.nova.http.realtime;

/// Why a WebSocket ends, as a number both ends understand (RFC 6455 §7.4).
///
/// Codes from 4000 are an application's own. [#NO_STATUS] and [#ABNORMAL] only ever describe what was seen; they never
/// travel.
public record CloseCode(int value) {

    public static final CloseCode NORMAL = new CloseCode(1000);
    public static final CloseCode GOING_AWAY = new CloseCode(1001);
    public static final CloseCode PROTOCOL_ERROR = new CloseCode(1002);
    public static final CloseCode UNSUPPORTED_DATA = new CloseCode(1003);
    /// The peer closed without giving a code.
    public static final CloseCode NO_STATUS = new CloseCode(1005);
    /// The connection ended without a close frame.
    public static final CloseCode ABNORMAL = new CloseCode(1006);
    public static final CloseCode INVALID_PAYLOAD = new CloseCode(1007);
    public static final CloseCode POLICY_VIOLATION = new CloseCode(1008);
    public static final CloseCode MESSAGE_TOO_BIG = new CloseCode(1009);
    public static final CloseCode INTERNAL_ERROR = new CloseCode(1011);
    public static final CloseCode SERVICE_RESTART = new CloseCode(1012);
    public static final CloseCode TRY_AGAIN_LATER = new CloseCode(1013);
    /// What the socket was opened with is no longer valid: connect with a new access token.
    public static final CloseCode TOKEN_EXPIRED = new CloseCode(4401);

    public CloseCode {
        if (value < 1000 || value > 4999) {
            throw new IllegalArgumentException("Not a close code: " + value);
        }
    }

    /// Whether a close frame may carry this code.
    public boolean mayTravel() {
        return mayTravel(value);
    }

    static boolean mayTravel(int value) {
        return (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014) || (value >= 3000 && value <= 4999);
    }
}
