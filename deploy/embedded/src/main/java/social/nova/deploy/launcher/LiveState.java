package social.nova.deploy.launcher;

import java.util.concurrent.CompletableFuture;
import social.nova.deploy.host.DataDirectory;
import social.nova.deploy.host.RunningProcess;

/// What is true now of a state that was written down: whether the processes still run, and whether the nodes still say
/// that they are ready.
record LiveState(DataDirectory data, Readiness readiness) {

    /// @param supervised whether a launcher runs; without one a process that has ended will not come back
    LauncherState of(LauncherState recorded, boolean supervised) {
        var looks = recorded.processes().stream().map(this::look).toList();
        return new LauncherState(looks.stream()
                .map(CompletableFuture::join)
                .filter(child -> supervised || child.state() != ChildState.DOWN)
                .toList());
    }

    private CompletableFuture<LauncherState.Child> look(LauncherState.Child child) {
        var runs = child.pid() != null
                && RunningProcess.of(child.pid())
                        .filter(process -> process.belongsTo(data))
                        .isPresent();
        if (!runs) {
            return CompletableFuture.completedFuture(child.withState(ChildState.DOWN));
        }
        var api = child.addresses().get("api");
        if (child.state() != ChildState.READY || api == null) {
            return CompletableFuture.completedFuture(child);
        }
        return readiness
                .of(NodeAddress.readiness(api))
                .thenApply(ready -> ready ? child : child.withState(ChildState.UNREADY));
    }
}
