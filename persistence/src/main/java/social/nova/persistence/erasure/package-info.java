/// Erasing a person: what each area keeps of them, and the memory of what is not finished.
///
///     entity erased ─▶ data key destroyed ─▶ address and name free ─▶ every Eraser, in order ─▶ row in `erasures` gone
///
/// Every step may be repeated. Whoever dies on the way leaves the row, and another goes on from the beginning.
@NullMarked
package social.nova.persistence.erasure;

import org.jspecify.annotations.NullMarked;
