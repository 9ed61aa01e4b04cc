package social.nova.http.routing;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import social.nova.http.common.Json;

/// The answers that handlers give when all went well.
public final class Answer {
    private Answer() {}

    /// 200 with this value as JSON.
    public static HttpResponse ok(Object value) {
        return json(StatusCodes.OK, value);
    }

    /// 201 with this value as JSON.
    public static HttpResponse created(Object value) {
        return json(StatusCodes.CREATED, value);
    }

    public static HttpResponse noContent() {
        return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
    }

    /// Any status with this value as JSON, whatever the client says to accept: there is no other form.
    public static HttpResponse json(StatusCode status, Object value) {
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.APPLICATION_JSON, Json.bytes(value));
    }
}
