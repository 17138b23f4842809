import Readiness
public import Schemas
import Value

extension ProviderDefinition {
    /// What the reader of `provider.yaml` takes; whether expressions compile and ranges are ranges is for it alone to tell.
    ///
    /// - Parameter sandbox: the schema of the section that says how it is played.
    public static func schema(sandbox: JSONSchema) -> JSONSchema {
        JSONSchema.object(
            "A provider",
            [
                .required("apiVersion", .constant("groundcrew/v1", "The form of the file.")),
                .required("kind", .constant("Provider", "What the file is.")),
                .required("name", .text("The chart's name.").example("dynamo")),
                .optional("title", .text("Its name for people.").example("NVIDIA Dynamo")),
                .optional("summary", .text("What it does, in a line.")),
                .optional("operators", .list("What is installed first, in this order.", of: OperatorDefinition.entry)),
                .optional("needs", OperatorDefinition.needsList("What deployments need of what is shared")),
                .optional("resource", resourceObject), .optional("requirements", requirementsObject),
                .required("capabilities", capabilitiesObject),
                .optional(
                    "selection", .list("The first rule that holds decides whether it is chosen.", of: ruleObject)),
                .optional("gpus", gpusObject), .optional("defaults", defaultsMap),
                .required("readiness", ReadinessContract.schema), .optional("sandbox", sandbox),
                .optional("versions", VersionData.schema),
                .optional("expose", .list("Ways to its deployments through a Gateway.", of: exposureObject)),
                .optional("runtimes", RuntimeRules.schema),
            ]
        ).described("`provider.yaml`, beside the `Chart.yaml` of a chart whose releases are deployments.")
    }

    /// Exactly one of both, where null is none.
    private static let resourceObject = JSONSchema.object(
        "The object that a deployment is.",
        [
            .required("kind", .text("Its kind.").example("RayService")),
            .optional("crd", .text("The CRD, plural.group.").example("rayservices.ray.io")),
            .optional("name", .text("Of a type of Kubernetes itself: plural.group.").example("deployments.apps")),
            .required(
                "versions", .texts("group/version, the preferred first.", least: 1).example(["ray.io/v1"])),
            .optional("selector", .source("Which objects of the type are deployments; all when left out.")),
        ]
    )
    .with(
        "oneOf",
        [
            ["type": "null"],
            [
                "type": "object", "required": ["crd"],
                "properties": ["crd": ["type": "string", "minLength": 1], "name": ["type": "null"]],
            ],
            [
                "type": "object", "required": ["name"],
                "properties": ["name": ["type": "string", "minLength": 1], "crd": ["type": "null"]],
            ],
        ])

    // MARK: - Requirements

    private static let requirementsObject = JSONSchema.object(
        "What has to be there.",
        [
            .optional("kubernetes", .source("A range of versions of Kubernetes.").example(">=1.30.0-0")),
            .optional("helm", .source("A range of versions of Helm, for --driver helm.").example(">=3.8.0-0")),
            .optional("nats", service("NATS.")), .optional("etcd", service("etcd.")),
            .optional("oneOf", .list("CRDs of which one is enough, for some deployments.", of: alternativesObject)),
        ])

    private static func service(_ title: String) -> JSONSchema {
        JSONSchema.object(
            title,
            [
                .optional("needed", .text("When it is needed, in words that follow \"needed\".")),
                .required("when", .source("When it is needed, an expression over operator.")),
                .optional("bundled", .source("Whether the operator's chart brings it.").defaulting(to: "false")),
                .required("url", .text("Its address, a template over operator.")),
                .optional("jetstream", .truth("Whether JetStream is needed.").defaulting(to: false)),
                .optional("monitor", monitorObject),
            ])
    }

    private static let monitorObject = JSONSchema.object(
        "Where its health is asked.",
        [
            .required("namespace", .text("Its namespace.")), .required("pods", .text("Its pods, by labels.")),
            .required("port", .number("The port of its HTTP.", in: 1...65_535)),
        ])

    private static let alternativesObject = JSONSchema.object(
        "CRDs of which one is enough.",
        [
            .required("needed", .text("What for, in words that follow \"needed\".")),
            .required("when", .source("Whether a deployment needs one, an expression over deployment.")),
            .optional("bundled", .source("Whether an operator brings one.").defaulting(to: "false")),
            .required("crds", .list("The CRDs.", of: .text("plural.group", pattern: "[.]"), least: 1)),
            .optional(
                "operator", .text("The shared operator that brings one, for bootstrap to install.").example("keda")),
            .required("hint", .text("How to get one.")),
        ])

    // MARK: - Choosing it

    private static let capabilitiesObject = JSONSchema.object(
        "What may be asked for.",
        [
            .optional("engines", .texts("Engines, the usual one first.").example(["vllm"])),
            .optional("modes", .texts("Modes.").example(["aggregated"])),
            .optional("routers", .texts("Routers.").example(["none"])),
            .optional("accelerators", .texts("Whose accelerators it runs on.").example(["nvidia"])),
            .optional("tasks", .texts("What its models do.").example(["text-generation"])),
        ])

    private static let ruleObject = JSONSchema.object(
        "A rule.",
        [
            .required("when", .source("An expression over request, model and capabilities.").example("true")),
            .optional("score", .number("The highest wins.", in: 0...100).defaulting(to: 50)),
            .optional("reason", .text("Why it is chosen, a template.")),
            .optional("reject", .text("Why it is not chosen, a template, in place of score and reason.")),
        ]
    )
    .with("if", ["required": ["reject"], "properties": ["reject": ["type": "string"]]])
    .with("then", ["properties": ["reject": ["minLength": 1], "score": false, "reason": false]])
    .with("else", ["required": ["reason"], "properties": ["reason": ["type": "string", "minLength": 1]]])

    private static let gpusObject = JSONSchema.object(
        "The GPUs of a deployment.",
        [
            .required("perWorker", .source("Those of a worker, an expression over deployment.")),
            .required("workers", .source("How many workers there are, an expression over deployment.")),
        ])

    private static let exposureObject = JSONSchema.object(
        "A way that a route of a Gateway may take to a deployment.",
        [
            .optional(
                "when",
                .source(
                    "Whether it is one, an expression over deployment, name and request, which has name and namespace."
                )
                .defaulting(to: "true")),
            .required("to", .text("Where requests go.", choices: ExposureRule.targets)),
            .optional("reason", .text("With to: own, why no route is needed; a template.")),
            .optional("route", .text("With to: own, the HTTPRoute that the operator makes; a template.")),
            .optional("path", .text("What the paths of requests begin with that it takes; a template.")),
            .optional("pool", exposedPool),
        ]
    )
    .with(
        "allOf",
        [
            [
                "if": ["required": ["to"], "properties": ["to": ["const": "own"]]],
                "then": [
                    "required": ["reason"],
                    "properties": [
                        "reason": ["type": "string", "minLength": 1], "route": ["minLength": 1],
                        "path": ["minLength": 1],
                    ],
                    "if": ["required": ["path"], "properties": ["path": ["type": "string"]]],
                    "then": ["required": ["route"], "properties": ["route": ["type": "string"]]],
                ],
                "else": ["properties": ["reason": false, "route": false, "path": false]],
            ],
            [
                "if": ["required": ["to"], "properties": ["to": ["const": "pool"]]],
                "then": ["required": ["pool"], "properties": ["pool": ["type": "object"]]],
                "else": ["properties": ["pool": false]],
            ],
        ])

    private static let exposedPool = JSONSchema.object(
        "With to: pool, the pods of which an endpoint picker chooses one for each request.",
        [
            .optional("name", .text("The InferencePool that the operator makes, a template.")),
            .optional(
                "selector",
                .map(
                    "Labels of the pods, for a pool that is made with the route.", of: .text("A template."),
                    takesNull: false)),
            .optional("port", .number("The port of the pods.", in: 1...65_535)),
            .optional("engine", .text("Whose metrics the pods have, vllm or sglang; a template.")),
        ]
    )
    .with("if", ["required": ["name"], "properties": ["name": ["type": "string"]]])
    .with(
        "then",
        ["properties": ["name": ["minLength": 1], "selector": false, "port": false, "engine": false]]
    )
    .with(
        "else",
        [
            "required": ["selector", "port", "engine"],
            "properties": [
                "selector": ["type": "object", "minProperties": 1, "additionalProperties": ["minLength": 1]],
                "port": ["type": "integer"], "engine": ["type": "string", "minLength": 1],
            ],
        ])

    private static let defaultsMap = JSONSchema.map(
        "Values that follow what is installed.", of: .text("A template over operators."), takesNull: false)
}
