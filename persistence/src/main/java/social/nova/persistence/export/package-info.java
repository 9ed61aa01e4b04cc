/// What people asked to have of their data: the jobs, and where their results are.
@NullMarked
package social.nova.persistence.export;

import org.jspecify.annotations.NullMarked;
