package social.nova.protocols.trace;

import social.nova.protocols.common.NovaSerializable;

/// A command on behalf of a request, on its way to an entity: the entity obeys `command` [during][Trace#during]
/// `trace`.
///
/// Every protocol whose commands come from requests has one of its own among its commands.
public interface Traced extends NovaSerializable {
    Trace trace();

    NovaSerializable command();
}
