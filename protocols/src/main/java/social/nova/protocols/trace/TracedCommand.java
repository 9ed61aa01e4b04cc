package social.nova.protocols.trace;

import social.nova.protocols.common.NovaSerializable;

/// A command on behalf of a request, on its way to an entity, which obeys it [during][Trace#during] its trace.
///
/// Every protocol whose commands come from requests has one of its own among its commands, so that it passes whatever
/// the entity keeps its commands in.
public interface TracedCommand extends NovaSerializable {
    Trace trace();

    NovaSerializable command();

    /// What is asked for, whether a trace goes with it or not.
    static Object untraced(Object command) {
        return command instanceof TracedCommand traced ? traced.command() : command;
    }
}
