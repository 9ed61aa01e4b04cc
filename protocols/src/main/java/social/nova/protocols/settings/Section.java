package social.nova.protocols.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings below one path. Each method reads one, tells the [SettingsReader] when it is missing or wrong, and then
/// gives a stand-in. Bounds are inclusive.
public final class Section {
    private static final String UNSET = "";
    private static final Set<String> YES = Set.of("true", "yes", "on");
    private static final Set<String> NO = Set.of("false", "no", "off");

    private final SettingsReader reader;
    private final String path;

    Section(SettingsReader reader, String path) {
        this.reader = reader;
        this.path = path;
    }

    public Section section(String name) {
        return new Section(reader, pathOf(name));
    }

    /// Whether this is a real installation.
    public boolean production() {
        return reader.production();
    }

    public String text(String key) {
        return parsed(key, "a text", text -> text, UNSET);
    }

    public Optional<String> optionalText(String key) {
        return isSet(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /// A host's name or address.
    public String host(String key) {
        return parsed(
                key,
                "the name or address of a host",
                text -> {
                    if (!HostPort.isName(text) && !text.matches("[0-9A-Fa-f]*(:[0-9A-Fa-f.]*)+")) {
                        throw new IllegalArgumentException("not a host");
                    }
                    return text;
                },
                UNSET);
    }

    /// One of these words.
    public String oneOf(String key, List<String> words) {
        return parsed(
                key,
                String.join(" or ", words),
                text -> words.stream()
                        .filter(text::equals)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not one of the words Nova knows")),
                words.getFirst());
    }

    public boolean flag(String key) {
        return parsed(
                key,
                "true or false",
                text -> {
                    var word = text.toLowerCase(Locale.ROOT);
                    if (!YES.contains(word) && !NO.contains(word)) {
                        throw new IllegalArgumentException("neither true nor false");
                    }
                    return YES.contains(word);
                },
                false);
    }

    public int integer(String key, int min, int max) {
        return parsed(
                key, "a whole number from %d to %d".formatted(min, max), text -> Numbers.parse(text, min, max), min);
    }

    public int port(String key) {
        return parsed(key, "a port, from 1 to 65535", text -> Numbers.parse(text, 1, Numbers.MAX_PORT), 1);
    }

    /// A number of bytes, written plainly or as in `19 MiB`.
    public long bytes(String key, long min, long max) {
        return parsed(
                key,
                "a size from %d to %d bytes, as in 64 KiB".formatted(min, max),
                text -> Numbers.parse(
                        Long.toString(
                                hocon(key, Config::getMemorySize, "not a size").toBytes()),
                        min,
                        max),
                min);
    }

    /// A time with its unit, as in `5s`.
    public Duration duration(String key, Duration min, Duration max) {
        return parsed(
                key,
                "a time with its unit, from %s to %s, as in 5s".formatted(written(min), written(max)),
                text -> {
                    if (text.matches("[0-9.]+")) {
                        throw new IllegalArgumentException("without a unit");
                    }
                    return within(hocon(key, Config::getDuration, "not a time"), min, max);
                },
                min);
    }

    /// A plain number of seconds.
    public Duration seconds(String key, Duration min, Duration max) {
        return counted(key, ChronoUnit.SECONDS, min, max);
    }

    /// A plain number of milliseconds.
    public Duration millis(String key, Duration min, Duration max) {
        return counted(key, ChronoUnit.MILLIS, min, max);
    }

    private Duration counted(String key, ChronoUnit unit, Duration min, Duration max) {
        var least = min.dividedBy(unit.getDuration());
        var most = max.dividedBy(unit.getDuration());
        return parsed(
                key,
                "a whole number of %s, from %d to %d".formatted(unit.toString().toLowerCase(Locale.ROOT), least, most),
                text -> Duration.of(Numbers.parse(text, least, most), unit),
                min);
    }

    /// An address with one of these schemes and a host, without user, query and fragment, and without a slash at its
    /// end.
    public URI url(String key, String... schemes) {
        var example = "%s://host:port".formatted(String.join("|", schemes));
        return parsed(
                key,
                "an address, " + example,
                text -> url(text, List.of(schemes)),
                URI.create("unset:///"),
                text -> text.contains("@") || text.contains("?") ? Masking.address(text) : text);
    }

    public Optional<URI> optionalUrl(String key, String... schemes) {
        return isSet(key) ? Optional.of(url(key, schemes)) : Optional.empty();
    }

    /// Items separated by commas, or a list of HOCON; none when nothing is set.
    public <T> List<T> list(String key, String right, Function<String, T> parser) {
        var items = new ArrayList<T>();
        for (var item : words(key)) {
            try {
                items.add(parser.apply(item));
            } catch (IllegalArgumentException e) {
                wrong(key, item, String.valueOf(e.getMessage()), right);
            }
        }
        return List.copyOf(items);
    }

    /// As [#list], with one item at least.
    public <T> List<T> listOfSome(String key, String right, Function<String, T> parser) {
        if (words(key).isEmpty()) {
            wrong(key, "", "not set", right);
        }
        return list(key, right, parser);
    }

    /// Servers, separated by commas, one at least.
    public List<HostPort> hostPorts(String key) {
        return listOfSome(key, "host:port, several separated by commas", HostPort::parse);
    }

    /// Whatever is below `key`, by its path there; for names that are another program's and not known here.
    public Map<String, String> texts(String key) {
        var config = reader.config();
        return config.hasPath(pathOf(key))
                ? config.getConfig(pathOf(key)).entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                entry -> String.join(".", ConfigUtil.splitPath(entry.getKey())),
                                entry -> String.valueOf(entry.getValue().unwrapped())))
                : Map.of();
    }

    /// A secret; in production not one that documentation shows.
    public Secret secret(String key, String right) {
        return secret(key, right, text -> text);
    }

    /// @param parser gives the secret in the form it is used in; its exceptions must not repeat it
    public Secret secret(String key, String right, Function<String, String> parser) {
        var text = textOf(key);
        if (text.isEmpty()) {
            wrong(key, "", "not set", right);
            return Secret.NONE;
        }
        try {
            var secret = new Secret(parser.apply(text.get()));
            refuseExample(key, secret.value());
            return secret;
        } catch (IllegalArgumentException e) {
            wrong(key, Masking.MASK, String.valueOf(e.getMessage()), right);
            return Secret.NONE;
        }
    }

    public Optional<Secret> optionalSecret(String key, String right) {
        return optionalSecret(key, right, text -> text);
    }

    public Optional<Secret> optionalSecret(String key, String right, Function<String, String> parser) {
        return isSet(key) ? Optional.of(secret(key, right, parser)) : Optional.empty();
    }

    /// A value of any other kind.
    ///
    /// @param right what would be right, after "needs"
    /// @param parser throws [IllegalArgumentException] with what is wrong
    /// @param standIn given when nothing is set or that is wrong
    public <T> T parsed(String key, String right, Function<String, T> parser, T standIn) {
        return parsed(key, right, parser, standIn, text -> text);
    }

    /// As [#parsed] for an address that may carry a password: a mistake shows it without.
    public <T> T address(String key, String right, Function<String, T> parser, T standIn) {
        return parsed(key, right, parser, standIn, Masking::address);
    }

    private <T> T parsed(
            String key, String right, Function<String, T> parser, T standIn, Function<String, String> shown) {
        var text = textOf(key);
        if (text.isEmpty()) {
            wrong(key, "", "not set", right);
            return standIn;
        }
        try {
            return parser.apply(text.get());
        } catch (IllegalArgumentException e) {
            wrong(key, shown.apply(text.get()), String.valueOf(e.getMessage()), right);
            return standIn;
        }
    }

    /// Whether anything is set, right or wrong.
    public boolean isSet(String key) {
        return reader.value(pathOf(key))
                .filter(value -> !String.valueOf(value.unwrapped()).isBlank())
                .isPresent();
    }

    /// Whether none of these has been found wrong so far: only then can they be compared with each other.
    public boolean areSound(String... keys) {
        return Stream.of(keys).allMatch(key -> reader.isSound(pathOf(key)));
    }

    /// Production refuses a secret that documentation shows; for those inside of an address.
    public void refuseExample(String key, String secret) {
        if (production() && ExampleSecrets.contains(secret)) {
            wrong(
                    key,
                    Masking.MASK,
                    "an example or a password anybody would try",
                    "a secret of your own in production");
        }
    }

    /// Tells of a mistake that takes more than one value to see.
    ///
    /// @param shown the value as it may be printed
    public void wrong(String key, String shown, String wrong, String right) {
        reader.add(pathOf(key), Masking.plain(shown), wrong, right);
    }

    private Optional<String> textOf(String key) {
        if (!isSet(key)) {
            return Optional.empty();
        }
        return reader.value(pathOf(key))
                .map(ConfigValue::unwrapped)
                .map(String::valueOf)
                .map(String::strip);
    }

    private List<String> words(String key) {
        var value = reader.value(pathOf(key));
        if (value.isPresent() && value.get().valueType() == ConfigValueType.LIST) {
            return reader.config().getList(pathOf(key)).unwrapped().stream()
                    .map(String::valueOf)
                    .toList();
        }
        return Stream.of(textOf(key).orElse("").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private interface Getter<T> {
        T get(Config config, String path);
    }

    private <T> T hocon(String key, Getter<T> getter, String wrong) {
        try {
            return getter.get(reader.config(), pathOf(key));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(wrong, e);
        }
    }

    private static Duration within(Duration time, Duration min, Duration max) {
        if (time.compareTo(min) < 0) {
            throw new IllegalArgumentException("below " + written(min));
        }
        if (time.compareTo(max) > 0) {
            throw new IllegalArgumentException("above " + written(max));
        }
        return time;
    }

    private static URI url(String text, List<String> schemes) {
        URI url;
        try {
            url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address", e);
        }
        if (url.getScheme() == null || !schemes.contains(url.getScheme())) {
            throw new IllegalArgumentException("not of the scheme " + String.join(" or ", schemes));
        }
        if (url.getHost() == null || url.getPort() > Numbers.MAX_PORT) {
            throw new IllegalArgumentException("without a host, or with a port there is not");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("with more than scheme, host, port and path");
        }
        return url;
    }

    private static String written(Duration time) {
        if (time.toMillisPart() != 0) {
            return time.toMillis() + "ms";
        }
        return time.toSeconds() % 3_600 == 0 && !time.isZero() ? time.toHours() + "h" : time.toSeconds() + "s";
    }

    private String pathOf(String key) {
        return path + "." + key;
    }
}
