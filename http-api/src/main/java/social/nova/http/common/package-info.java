/// The common ground of every route: JSON, errors, who is calling, and the settings of this module.
///
/// A route refuses by failing with an [social.nova.protocols.common.ErrorCode] or a [BadRequest]; only [Errors] turns
/// that into a response. Nothing here knows a feature.
@NullMarked
package social.nova.http.common;

import org.jspecify.annotations.NullMarked;
