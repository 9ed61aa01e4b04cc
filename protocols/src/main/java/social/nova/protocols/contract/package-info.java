/// The documents that say what Nova answers: REST as OpenAPI, sockets and events as AsyncAPI, in the resources below
/// `contract/`.
///
/// They are written by hand, one file per feature, and put together when a node starts:
///
///     openapi.yaml ─┬─▶ OpenApi ─▶ one document, served at /openapi.yaml and /openapi.json
///     openapi/*.yaml ┘      ▲
///                       ErrorCode: the responses of refusals
///
///     asyncapi.yaml ─┬─▶ AsyncApi ─▶ one document, served at /asyncapi.yaml and /asyncapi.json
///     asyncapi/*.yaml ┘      ▲
///                       OpenApi: schemas that both have; events/: an example of each event
///
/// What a test sees on the wire is held against the same document.
@NullMarked
package social.nova.protocols.contract;

import org.jspecify.annotations.NullMarked;
