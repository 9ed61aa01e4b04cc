package social.nova.cluster.contract;

import java.util.Map;
import java.util.TreeMap;
import social.nova.protocols.contract.Exchange;
import social.nova.protocols.contract.Service;

/// A request, and the answer it gets.
///
/// @param path as the table of routes has it
/// @param target what is asked for in its place
/// @param answer the status, and the code if it is an error
record Case(
        Service service,
        String method,
        String path,
        String target,
        Map<String, String> headers,
        String body,
        String answer) {

    static Case get(Service service, String path, String answer) {
        return new Case(service, "GET", path, path, Map.of(), "", answer);
    }

    static Case post(Service service, String path, String body, String answer) {
        return new Case(service, "POST", path, path, Map.of(), body, answer);
    }

    /// Any other method.
    static Case of(String method, Service service, String path, String body, String answer) {
        return new Case(service, method, path, path, Map.of(), body, answer);
    }

    /// The same for this target.
    Case at(String other) {
        return new Case(service, method, path, other, headers, body, answer);
    }

    /// The same by somebody.
    Case as(Person person) {
        return with("Authorization", "Bearer " + person.token());
    }

    /// The same with a header.
    Case with(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Case(service, method, path, target, more, body, answer);
    }

    Exchange send() {
        return Wire.send(service, method, target, headers, body);
    }

    /// The answer in the form of [#answer].
    static String answer(Exchange exchange) {
        return exchange.status() < 400
                ? Integer.toString(exchange.status())
                : exchange.status() + " " + Person.json(exchange).path("error").asText();
    }

    /// What it is answered by which operation.
    String covers() {
        return "%s %s: %s".formatted(method, path, answer);
    }

    @Override
    public String toString() {
        return "%s at %s, %s %s".formatted(covers(), service, target, body.substring(0, Math.min(60, body.length())));
    }
}
