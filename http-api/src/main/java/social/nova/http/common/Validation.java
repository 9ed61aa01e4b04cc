package social.nova.http.common;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import social.nova.protocols.common.ErrorCode;

/// Collects what is wrong with a request's fields, so that all of it is told at once.
///
///     new Validation()
///         .check(name.length() <= 100, "name", "at most 100 characters")
///         .orRefuse();
public final class Validation {
    private final List<String> problems = new ArrayList<>();
    private @Nullable ErrorCode code;

    /// Notes `rule` for `field` unless `holds`.
    public Validation check(boolean holds, String field, String rule) {
        return check(holds, field, rule, ErrorCode.VALIDATION_ERROR);
    }

    /// The same for a field that has an error code of its own, told when nothing else is wrong.
    public Validation check(boolean holds, String field, String rule, ErrorCode ownCode) {
        if (!holds) {
            problems.add(field + ": " + rule);
            code = code == null || code == ownCode ? ownCode : ErrorCode.VALIDATION_ERROR;
        }
        return this;
    }

    /// Notes which rule of its form the text of a field breaks, if it breaks one.
    ///
    /// @param max characters
    public Validation check(String text, TextForm form, int max, String field) {
        form.brokenBy(text, max).ifPresent(rule -> check(false, field, rule));
        return this;
    }

    /// @throws BadRequest if any check failed, its details naming every one
    public void orRefuse() {
        if (code != null) {
            throw new BadRequest(code, String.join("; ", problems));
        }
    }
}
