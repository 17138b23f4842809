import Operators
import Providers
public import Schemas
import Value

extension BootstrapFile {
    /// What the reader of bootstrap files takes. For it alone to tell: names that occur twice, and versions that are none;
    /// which providers, operators and checks there are shows when the file is carried out.
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
                .map("Changes to the operators that the models need, by name.", of: operatorObject, takesNull: true)),
            .optional(
                "existing",
                .map("What becomes of operators that are there already, by name.", of: word, takesNull: true)),
            .required("models", .list("What is to be served.", of: model, least: 1)),
            .optional("preflight", preflightObject), .optional("timeouts", timeoutsObject),
            .optional(
                "smokeTest",
                .truth("Whether each model has to answer before it counts as served.")
                    .defaulting(to: true).example(false)),
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
            .optional("values", .values("Merged over the values that the provider gives.").example(["replicas": 2])),
        ])

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
    ]

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
