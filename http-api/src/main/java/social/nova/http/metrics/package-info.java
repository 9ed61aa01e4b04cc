/// What this node has counted, for Prometheus to read. What is counted, each feature says in its own `…Meters`.
@NullMarked
package social.nova.http.metrics;

import org.jspecify.annotations.NullMarked;
