package social.nova.http.planted;

abstract class AbstractThing {
    abstract String name();
}
