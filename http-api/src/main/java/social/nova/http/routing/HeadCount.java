package social.nova.http.routing;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import java.util.function.Consumer;

/// Tells a connection's [Heads] which requests have arrived and which were answered, and passes all of them on.
final class HeadCount extends GraphStage<BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest>> {
    private final Inlet<HttpResponse> answersIn = Inlet.create("HeadCount.answersIn");
    private final Outlet<HttpResponse> answersOut = Outlet.create("HeadCount.answersOut");
    private final Inlet<HttpRequest> requestsIn = Inlet.create("HeadCount.requestsIn");
    private final Outlet<HttpRequest> requestsOut = Outlet.create("HeadCount.requestsOut");
    private final BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest> shape =
            BidiShape.of(answersIn, answersOut, requestsIn, requestsOut);

    @Override
    public BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic(Heads.of(inheritedAttributes));
    }

    private final class Logic extends GraphStageLogic {
        Logic(Heads heads) {
            super(shape);
            passOn(requestsIn, requestsOut, _ -> heads.arrived());
            passOn(answersIn, answersOut, heads::answered);
        }

        private <T> void passOn(Inlet<T> in, Outlet<T> out, Consumer<T> counting) {
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var passing = grab(in);
                    counting.accept(passing);
                    push(out, passing);
                }

                @Override
                public void onUpstreamFinish() {
                    complete(out);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(out, failure);
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(in, cause);
                }
            });
        }
    }
}
