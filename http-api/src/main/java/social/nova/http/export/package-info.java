/// What people get when they ask for their data: an archive with a file for each area, made in the background.
///
///     POST …/export ─▶ row in `exports` ─▶ a node claims it ─▶ every ExportPart ─▶ Zip ─▶ object store ─▶ link
@NullMarked
package social.nova.http.export;

import org.jspecify.annotations.NullMarked;
