package social.nova.http.contract;

import static social.nova.http.routing.Access.ANYONE;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import social.nova.http.common.HttpSettings;
import social.nova.http.routing.Call;
import social.nova.http.routing.Endpoint;
import social.nova.protocols.common.ErrorCode;
import social.nova.protocols.contract.AsyncApi;
import social.nova.protocols.contract.OpenApi;
import social.nova.protocols.contract.Service;

/// `/openapi.yaml`, `/openapi.json` and `/docs`, the page that shows them: Swagger UI out of its jar.
/// `/asyncapi.yaml` and `/asyncapi.json` say what is not REST.
///
/// The page loads nothing from elsewhere and may call nothing but the three services; its content security policy holds
/// it to that. All of it is read once, some 2 MB.
public final class ContractRoutes {
    private static final String OURS = "social/nova/http/contract/";
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final ContentType HTML = ContentTypes.TEXT_HTML_UTF8;
    private static final ContentType YAML = ContentTypes.parse("application/yaml; charset=UTF-8");
    private static final ContentType SCRIPT = ContentTypes.parse("text/javascript; charset=UTF-8");
    private static final ContentType STYLE = MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8);
    private static final ContentType PICTURE = MediaTypes.IMAGE_PNG.toContentType();

    private final Asset yaml;
    private final Asset json;
    private final Asset asyncYaml;
    private final Asset asyncJson;
    private final Asset page;
    private final Map<String, Asset> assets;

    /// @param services where clients reach them
    public ContractRoutes(Map<Service, URI> services) {
        var document = OpenApi.assemble(services);
        this.yaml = Asset.of(YAML, document.yaml());
        this.json = Asset.of(ContentTypes.APPLICATION_JSON, document.json());
        var spoken = AsyncApi.assemble(services);
        this.asyncYaml = Asset.of(YAML, spoken.yaml());
        this.asyncJson = Asset.of(ContentTypes.APPLICATION_JSON, spoken.json());
        this.page = Asset.read(HTML, OURS + "docs.html", RawHeader.create("Content-Security-Policy", policy(services)));
        this.assets = Map.of(
                "start.js", Asset.read(SCRIPT, OURS + "start.js"),
                "swagger-ui-bundle.js", Asset.read(SCRIPT, SWAGGER_UI + "swagger-ui-bundle.js"),
                "swagger-ui.css", Asset.read(STYLE, SWAGGER_UI + "swagger-ui.css"),
                "favicon-32x32.png", Asset.read(PICTURE, SWAGGER_UI + "favicon-32x32.png"));
    }

    /// The addresses of the services, as far as settings know them: search has none of its own to set, and is
    /// looked for where the user service is.
    public static Map<Service, URI> addresses(HttpSettings settings) {
        var urls = settings.publicUrls();
        var search = urls.api().resolve("//" + urls.api().getHost() + ":" + settings.searchPort());
        return Map.of(Service.USER, urls.api(), Service.MESSAGING, urls.messaging(), Service.SEARCH, search);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/openapi.yaml", ANYONE, call -> answer(yaml, call))
                        .unlimited(),
                Endpoint.get("/openapi.json", ANYONE, call -> answer(json, call))
                        .unlimited(),
                Endpoint.get("/asyncapi.yaml", ANYONE, call -> answer(asyncYaml, call))
                        .unlimited(),
                Endpoint.get("/asyncapi.json", ANYONE, call -> answer(asyncJson, call))
                        .unlimited(),
                Endpoint.get("/docs", ANYONE, call -> answer(page, call)).unlimited(),
                Endpoint.get("/docs/{asset}", ANYONE, this::asset).unlimited());
    }

    private CompletionStage<HttpResponse> asset(Call call) {
        var asset = assets.get(call.path("asset"));
        if (asset == null) {
            throw ErrorCode.NOT_FOUND.failure();
        }
        return answer(asset, call);
    }

    private static CompletionStage<HttpResponse> answer(Asset asset, Call call) {
        return CompletableFuture.completedStage(asset.answer(call.request()));
    }

    // Swagger UI writes style attributes and has its pictures in its style sheet.
    private static String policy(Map<Service, URI> services) {
        var origins = services.values().stream()
                .map(url -> url.getScheme() + "://" + url.getRawAuthority())
                .sorted()
                .distinct()
                .collect(Collectors.joining(" "));
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data:",
                "connect-src 'self' " + origins,
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'");
    }
}
