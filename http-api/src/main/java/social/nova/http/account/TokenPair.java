package social.nova.http.account;

/// What a client gets that has logged in.
///
/// @param expiresIn how long the access token is valid, in seconds
public record TokenPair(String accessToken, String refreshToken, String tokenType, long expiresIn) {
    @Override
    public String toString() {
        return "TokenPair[***]";
    }
}
