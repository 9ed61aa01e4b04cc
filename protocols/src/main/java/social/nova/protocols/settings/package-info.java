/// How a node learns its settings: HOCON in each module's `reference.conf`, overridden by environment variables, read
/// once at start into one record per module.
///
/// ```
///   reference.conf ─┐
///   application.conf ├─▶ SettingsReader ─▶ Section ─▶ HttpSettings, PersistenceSettings, …
///   environment ────┘         │
///                             └─▶ all mistakes of all modules at once: SettingsRefused
/// ```
///
/// It is here because every module has settings and this is the only module all of them know. It knows no setting but
/// `nova.environment`; which there are and what is right is each module's own to say. Outside of records named
/// `…Settings` nothing reads configuration.
@NullMarked
package social.nova.protocols.settings;

import org.jspecify.annotations.NullMarked;
