public import Schemas
import Value

extension OperatorDefinition {
    /// What the reader of shared operators takes, each a file of its own in `charts/operators`.
    ///
    /// - Parameter sandbox: the schema of the section that says how it is played.
    public static func schema(sandbox: JSONSchema) -> JSONSchema {
        let head: [JSONSchema.Member] = [
            .required("apiVersion", .constant("groundcrew/v1", "The form of the file.")),
            .required("kind", .constant("Operator", "What the file is.")),
        ]
        return object("A shared operator", head + members + [JSONSchema.Member.optional("sandbox", sandbox)])
            .described("What several providers need, installed once for all of them.")
    }

    /// An entry of a provider's own list.
    static let entry = object("An operator.", members)

    private static func object(_ title: String, _ members: [JSONSchema.Member]) -> JSONSchema {
        JSONSchema.object(title, members)
            // Files are applied as they are; else there is a chart.
            .with("if", ["required": ["manifests"], "properties": ["manifests": ["type": "array"]]])
            .with("then", ["properties": ["chart": false, "repository": false, "values": false]])
            .with("else", ["required": ["chart"], "properties": ["chart": ["type": "string", "minLength": 1]]])
    }

    private static let members: [JSONSchema.Member] = [
        .required("name", .text("The release's name.").example("cert-manager")),
        .optional("title", .text("Its name for people; the release's when left out.").example("cert-manager")),
        .required("namespace", .text("Where it is installed.").example("cert-manager")),
        .optional(
            "chart",
            .text("A folder or an archive, an oci:// or https:// reference, or a name within repository.")
                .example("oci://quay.io/jetstack/charts/cert-manager")),
        .optional("repository", .text("The chart repository.").example("https://charts.example.com")),
        .optional(
            "manifests", .list("Files that are applied as they are, in place of a chart.", of: manifest, least: 1)),
        .required("version", .text("The version of the chart, or of the files.").example("1.5.1")),
        .optional("values", .values("Values of the chart.")),
        .optional("pods", pods),
        .optional(
            "gatewayController",
            .text("The controllerName of the GatewayClasses that it serves, whose Gateways need it.")
                .example("gateway.nginx.org/nginx-gateway-controller")),
        .optional(
            "onFailure",
            .text("What becomes of a change that fails.", choices: FailurePolicy.allCases.map(\.rawValue)).example(
                "hold")),
        .optional("crds", .list("The CRDs that it brings.", of: crd)),
        .optional(
            "mustRun",
            .texts("DaemonSets of its namespace that must run: one that wants no pod is not ready.")
                .example(["nfd-worker"])),
        .optional(
            "toldBy",
            .list("Objects that are there once it is, for what has neither pods nor types of its own.", of: sign)),
        .optional("needs", needsList("What must be there before it")),
        .optional("versions", VersionData.schema),
    ]

    private static let manifest = JSONSchema.object(
        "A file, pinned by what it holds.",
        [
            .required(
                "url",
                .text("https://, or a path from the folder of the file that names it.")
                    .with("anyOf", [["pattern": "^https://"], ["not": ["pattern": "://"]]])),
            .required("sha256", .text("Of its bytes, in lower case.", pattern: "^[0-9a-f]{64}$")),
        ])

    private static let pods = JSONSchema.object(
        "Its pods.", [.optional("selector", .source("A selector by labels.").example("app=gpu-operator"))])

    private static let crd = JSONSchema.object(
        "A CRD.",
        [
            .required("name", .text("Its name, plural.group.").example("gateways.gateway.networking.k8s.io")),
            .optional("versions", .texts("Versions that do, the preferred first; any when left out.").example(["v1"])),
            .optional(
                "selfMade", .truth("Whether the operator makes the objects itself, so that they do not keep it there.")),
            .optional(
                "optional", .truth("Whether versions that will do are without it, so that nothing waits for it there.")),
        ])

    private static let sign = JSONSchema.object(
        "Objects of a type.",
        [
            .required(
                "crd",
                .text("The type, plural.group.").example("llminferenceserviceconfigs.serving.kserve.io")),
            .optional("namespace", .text("Where they are; anywhere when left out.").example("kserve")),
            .optional(
                "names",
                .texts("Their names, one of which is enough; any when left out.")
                    .example(["kserve-config-llm-template"])),
        ])

    static func needsList(_ words: String) -> JSONSchema {
        JSONSchema([
            "title": .string("\(words): names, or names with versions."), "type": "array",
            "anyOf": [
                ["items": ["type": "string"]],
                ["items": .object(needObject.keywords)],
            ],
            "examples": [["cert-manager"]],
        ])
    }

    private static let needObject = JSONSchema.object(
        "A need.",
        [
            .required("name", .text("An operator's name.").example("cert-manager")),
            .optional("versions", .source("A range of versions.").example(">=1.15")),
        ])
}
