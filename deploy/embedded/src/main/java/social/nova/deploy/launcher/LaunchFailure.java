package social.nova.deploy.launcher;

/// The launcher cannot do what was asked; the message is for the user, who sees nothing else.
final class LaunchFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LaunchFailure(String message) {
        super(message);
    }
}
