package social.nova.http.planted;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

record Waits(CompletableFuture<String> stage, Future<String> answer) {
    String forAStage() {
        return stage.join();
    }

    String forAnAnswer() throws ExecutionException, InterruptedException {
        return answer.get();
    }

    Supplier<String> inALambda() {
        return () -> stage.join();
    }

    Function<CompletableFuture<String>, String> byReference() {
        return CompletableFuture::join;
    }

    void forAWhile() throws InterruptedException {
        Thread.sleep(1);
    }

    String forScala(scala.concurrent.Future<String> promised) throws Exception {
        return Await.result(promised, Duration.Inf());
    }

    String notAtAll() {
        return stage.resultNow();
    }
}
