package social.nova.http.planted;

final class ThingManager extends AbstractThing {
    @Override
    String name() {
        return "manager";
    }
}
