import Exposure
import Operators
import Providers
import Repositories
public import Schemas
import Value

extension BootstrapFile {
    /// What the reader of bootstrap files takes. For it alone to tell: names that occur twice, mirrors that lead to others,
    /// and versions that are none; which providers, operators and checks there are shows when the file is carried out.
    public static let schema = JSONSchema.object(
        "The bootstrap file",
        [
            .required("apiVersion", .constant("groundcrew/v1", "The form of the file.").example("groundcrew/v1")),
            .required("kind", .constant("Bootstrap", "What the file is.").example("Bootstrap")),
            .optional("cluster", clusterObject),
            .optional(
                "driver",
                .text(
                    "Who installs charts: native, or helm for your own Helm program; auto is native.", choices: drivers
                )
                .defaulting(to: "auto").example("helm")),
            .optional(
                "operators",
                .map("Changes to the operators that are needed, by name.", of: operatorObject, takesNull: true)),
            .optional(
                "existing",
                .map("What becomes of operators that are there already, by name.", of: word, takesNull: true)),
            .optional(
                "providers",
                .list("Whose operators are brought, with models or without any.", of: providerObject, least: 1)),
            .optional("models", .list("What is to be served.", of: model, least: 1)),
            .optional(
                "onFailure",
                failurePolicy(
                    "What becomes of changes that fail, of operators and models of which nothing else is said here.")),
            .optional("registries", registries),
            .optional("preflight", preflightObject), .optional("timeouts", timeoutsObject),
            .optional(
                "smokeTest",
                .truth("Whether each model has to answer before it counts as served.")
                    .defaulting(to: true).example(false)),
        ]
    )
    .with(
        "anyOf",
        [
            ["required": ["models"], "properties": ["models": ["type": "array"]]],
            ["required": ["providers"], "properties": ["providers": ["type": "array"]]],
        ]
    )
    .described(
        """
        What `groundcrew bootstrap -f` takes from a bare cluster to models that answer. `groundcrew bootstrap --example` prints
        one, `groundcrew init` writes one that fits a cluster, and `groundcrew schema bootstrap` prints what editors complete
        and check it by. Lists have `[]` behind their names; `NAME` stands for names of your own.
        """)

    private static let clusterObject = JSONSchema.object(
        "Which cluster the file is for.",
        [
            .optional(
                "context", .text("A context of the kubeconfig; the current one when left out.").example("production")),
            .optional(
                "uid",
                .text("The uid of its namespace kube-system: the file is refused on any other cluster.")
                    .example("5f8ad6ed-0000-4000-8000-000000000000")),
        ])

    private static let operatorObject = JSONSchema.object(
        "What is changed of an operator.",
        [
            .optional(
                "chart",
                .text("A folder, an archive, a URL, or a name within repository, in place of the provider's chart.")
                    .example("./dynamo-platform-1.5.1.tgz")),
            .optional(
                "repository", .text("The chart repository that holds chart.").example("https://charts.example.com")),
            .optional("version", .text("One version of the chart, or a range of them.").example("1.5.1")),
            .optional("namespace", label("Where it is installed.", longest: longestNamespace).example("dynamo-system")),
            .optional("onFailure", failurePolicy("What becomes of a change that fails.")),
            .optional("values", .values("Merged over the values that the provider gives.").example(["replicas": 2])),
        ])

    private static let providerObject = JSONSchema.object(
        "A provider.",
        [
            .required("name", .text("Its name, as groundcrew providers list shows it.").example("dynamo")),
            .optional("existing", word),
            .optional("onFailure", failurePolicy("What becomes of changes of its own operators that fail.")),
        ])

    private static func failurePolicy(_ title: String) -> JSONSchema {
        .text(
            title + " rollback brings back what was there, hold and fail leave it, hold with a note in the record.",
            choices: OperatorDefinition.FailurePolicy.allCases.map(\.rawValue)
        ).example("rollback")
    }

    private static let registries = JSONSchema.map(
        "Where charts, files and images come from instead: prefixes and their mirrors, the longest first.",
        of: .text(
            "HOST/PATH for images and charts of a registry, oci:// for its charts alone, https:// for repositories and files.",
            pattern: RegistryMirrors.pattern, longest: RegistryMirrors.longest
        ).example("mirror.example.com/ghcr"),
        takesNull: false
    )
    .with("maxProperties", .integer(Int64(RegistryMirrors.most)))
    .with(
        "propertyNames",
        ["pattern": .string(RegistryMirrors.pattern), "maxLength": .integer(Int64(RegistryMirrors.longest))]
    )
    .example(["ghcr.io": "mirror.example.com/ghcr"])

    private static let word = JSONSchema.text(
        "reuse leaves it as it is, upgrade brings it to the version that is wanted, adopt makes it groundcrew's.",
        choices: ExistingWord.allCases.map(\.rawValue)
    ).example("upgrade")

    private static let model = JSONSchema.object("A model.", modelHead + knobs + [modelValues])

    private static let modelHead: [JSONSchema.Member] = [
        .required("id", .text("The model's id on Hugging Face, in the catalog or not.").example("Qwen/Qwen3-0.6B")),
        .optional(
            "name",
            label("The deployment's name; made of the id when left out.", longest: longestName).example("qwen3")),
        .optional(
            "namespace",
            label("Where it is served; the settings' when left out, else default.", longest: longestNamespace)
                .defaulting(to: "default").example("models")),
        .optional("provider", .text("Who serves it; chosen, with a reason, when left out.").example("dynamo")),
        .optional(
            "runtime",
            .text("A runtime that is in the cluster, in place of the provider's own, where the provider takes one.")
                .example("vllm-qwen3")),
        .optional("expose", exposure),
        .optional("onFailure", failurePolicy("What becomes of it when it fails, or does not become ready.")),
    ]

    private static let exposure = JSONSchema.object(
        "How it is reached from outside: gateway by a route of a Gateway; none, as when left out, by none of groundcrew's.",
        [
            .optional(
                "gatewayClass",
                .text("The class of the Gateway that is made; chosen when left out.", pattern: TextPattern.subdomain)
                    .example("nginx")),
            .optional(
                "gateway",
                .text("A Gateway that is there, NAMESPACE/NAME, in place of one that is made.", pattern: gatewayName)
                    .example("infra/web")),
            .optional(
                "hostname",
                .text("Requests for this name alone.", pattern: hostname, longest: 253).example("qwen3.example.com")),
            .optional(
                "path",
                .text(
                    "What the paths of requests begin with; / where it has a name or a Gateway of its own.",
                    pattern: path, longest: GatewayRequest.longestPath
                ).example("/qwen3")),
            .optional(
                "backend",
                .text(
                    "Where requests go: the deployment's Service, or a pool of its pods with an endpoint picker.",
                    choices: GatewayRequest.Backend.allCases.map(\.rawValue)
                ).example("service")),
        ]
    )
    .with("type", ["object", "string"])
    .with("if", ["type": "string"])
    .with("then", ["enum": .array(ExposureRequest.Word.allCases.map { .string($0.rawValue) })])
    .with(
        "not",
        [
            "type": "object", "required": ["gatewayClass", "gateway"],
            "properties": ["gatewayClass": ["type": "string"], "gateway": ["type": "string"]],
        ]
    )
    .example("gateway")

    private static let gatewayName =
        #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
    private static let hostname = #"^([*]\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
    private static let path = "^(/|(/[A-Za-z0-9._~-]+)+)$"

    private static let modelValues = JSONSchema.Member.optional(
        "values",
        .values("Further values of the provider's chart, which groundcrew providers show lists.")
            .example(["image": ["tag": "v0.11.0"]]))

    private static let preflightObject = JSONSchema.object(
        "The checks before the first change.",
        [
            .optional("skip", .texts("Ids of checks to leave out.").example(["nats"])),
            .optional(
                "natsURL", .text("A NATS server to check, needed or not.").example("nats://nats.example.com:4222")),
            .optional(
                "etcdURL", .text("An etcd server to check, needed or not.").example("http://etcd.example.com:2379")),
        ])

    private static let timeoutsObject: JSONSchema = {
        let standard = Timeouts()
        return JSONSchema.object(
            "How long is waited.",
            [
                .optional(
                    "operators",
                    .number("For each operator, in seconds.", in: timeoutSeconds)
                        .defaulting(to: .integer(standard.operators.components.seconds)).example(900)),
                .optional(
                    "models",
                    .number("For each model, in seconds.", in: timeoutSeconds)
                        .defaulting(to: .integer(standard.models.components.seconds)).example(3600)),
            ])
    }()

    // MARK: - Parts

    private static func label(_ title: String, longest: Int) -> JSONSchema {
        .text(title, pattern: TextPattern.label, longest: longest)
    }

    /// The table of knobs, those with two names below the first.
    private static var knobs: [JSONSchema.Member] {
        DeploymentKnob.topLevelNames.map { name -> JSONSchema.Member in
            let own = DeploymentKnob.all.filter { $0.path.first == name }
            if let knob = own.first, knob.path.count == 1 { return .optional(name, field(of: knob)) }
            let members = own.map { knob in JSONSchema.Member.optional(knob.path[1], field(of: knob)) }
            return .optional(name, .object("What each worker gets.", members))
        }
    }

    private static func field(of knob: DeploymentKnob) -> JSONSchema {
        let field: JSONSchema =
            switch knob.kind {
            case .text: .text(knob.title)
            case .truth: .truth(knob.title)
            case .count(let range): .number(knob.title, in: range)
            case .quantity: .text(knob.title, pattern: TextPattern.quantity)
            case .object: .values(knob.title)
            }
        return field.example(knob.example)
    }
}

// MARK: - What reader and schema share

extension BootstrapFile {
    static let drivers = ["auto", "native", "helm"]
    /// Of a deployment, so that names which providers derive from it fit.
    static let longestName = 45
    static let longestNamespace = 63
    static let timeoutSeconds: ClosedRange<Int64> = 1...86_400
}
