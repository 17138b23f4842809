public import Schemas
import Value

extension SandboxFile {
    /// What the reader of sandbox files takes; which kinds there are, and whether objects are right, the cluster tells.
    public static let schema = JSONSchema.object(
        "The sandbox file",
        [
            .required("apiVersion", .constant("groundcrew/v1", "The form of the file.")),
            .required("kind", .constant("Sandbox", "What the file is.")),
            .optional(
                "version",
                .text("What the API server says it is.").defaulting(to: .string(SandboxFile().version))),
            .optional("gpuOperator", .truth("Whether NVIDIA's GPU Operator is there already.").defaulting(to: false)),
            .optional("nodes", .list("The nodes; none when left out.", of: nodeObject)),
            .optional("storageClasses", .list("Where volumes come from.", of: storageClass)),
            .optional("users", .list("Who may call the cluster, besides the administrator.", of: userObject)),
            .optional("faults", .list("What goes wrong; the first that matches counts.", of: faultObject)),
            .optional("delays", delaysObject),
            .optional("objects", .list("Made at the start, in this order.", of: object)),
        ]
    ).described("What `--sandbox=FILE` sets the simulated cluster up from.")

    private static let nodeObject = JSONSchema.object(
        "A node.",
        [
            .required("name", .text("Its name.", pattern: TextPattern.subdomain, longest: 253).example("gpu-0")),
            .optional("cpu", quantity("Its processors.").defaulting(to: .string(Node(name: "").cpu)).example("192")),
            .optional("memory", quantity("Its memory.").defaulting(to: .string(Node(name: "").memory)).example("2Ti")),
            .optional("gpus", gpusObject),
            .optional(
                "labels", .values("Its labels, besides those that every node has.").example(["pool": "inference"])),
            .optional("taints", .list("Its taints.", of: taint)),
            .optional("cordoned", .truth("Whether it takes no new pods.").defaulting(to: false)),
            .optional("ready", .truth("Whether it is ready.").defaulting(to: true)),
        ])

    private static let gpusObject = JSONSchema.object(
        "Its GPUs, all alike.",
        [
            .optional("count", .number("How many.", in: gpuCount).defaulting(to: 1).example(8)),
            .required("product", .text("What they are.").example("NVIDIA-H100-80GB-HBM3")),
            .optional("memory", .number("The memory of each, in MiB.", in: gpuMemory).defaulting(to: 81_559)),
            .optional("resource", .text("What pods ask for.").defaulting(to: "nvidia.com/gpu")),
        ])

    private static let taint = JSONSchema.object(
        "A taint.",
        [
            .required("key", .text("Its key.").example("nvidia.com/gpu")),
            .optional("value", .anything("Its value.").example("present")),
            .optional("effect", .text("What it does to pods.", choices: taintEffects).example("NoSchedule")),
        ])

    private static let storageClass = JSONSchema.object(
        "A StorageClass.",
        [
            .required("name", .text("Its name.").example("fast")),
            .optional("default", .truth("Whether it is the cluster's default.").defaulting(to: false)),
        ])

    private static let userObject = JSONSchema.object(
        "A user.",
        [
            .required("name", .text("The user's name.").example("viewer")),
            .required("token", .text("The bearer token that names the user.").example("viewer")),
            .optional(
                "groups", .texts("The user's groups.").defaulting(to: ["system:authenticated"])),
            .optional("rules", .list("What the user may do; nothing when left out.", of: ruleObject)),
        ])

    private static let ruleObject = JSONSchema.object(
        "A rule, as a Role has it.",
        [
            .optional("apiGroups", .texts("Groups, * for all.").defaulting(to: [""])),
            .optional("resources", .texts("Resources, * for all.").example(["nodes", "pods"])),
            .optional("verbs", .texts("Verbs, * for all.").example(["get", "list", "watch"])),
            .optional("resourceNames", .texts("Names; all when left out.")),
            .optional("namespaces", .texts("Namespaces; all when left out.").example(["team"])),
        ])

    private static let faultObject = JSONSchema.object(
        "What becomes of objects.",
        [
            .required("kind", .text("The kind of the objects.").example("Pod")),
            .required("name", .text("Their name; * stands for anything.").example("qwen3-*")),
            .optional("namespace", .text("Their namespace; any when left out.").example("models")),
            .required("fault", .text("What goes wrong.", choices: faultWords(nil)).example("crash-loop")),
            .optional("message", .text("What the cluster says of it.").example("no such image")),
        ]
    )
    .with("if", ["required": ["kind"], "properties": ["kind": ["const": "Pod"]]])
    .with("then", ["properties": ["fault": ["enum": .array(faultWords(true).map(Value.string))]]])
    .with("else", ["properties": ["fault": ["enum": .array(faultWords(false).map(Value.string))]]])

    private static let delaysObject = JSONSchema.object(
        "How long things take, on the cluster's own clock.",
        delayPaths.map { delay in
            JSONSchema.Member.optional(
                delay.name,
                JSONSchema.text("Such as 500ms, 10s or 2m.", pattern: "^([0-9]+(ms|s)|[0-9]{1,4}m)$").example("500ms"))
        })

    private static let object = JSONSchema.object(
        "An object of Kubernetes.",
        [
            .required("apiVersion", .text("Its version, with its group.").example("v1")),
            .required("kind", .text("Its kind.").example("Namespace")),
        ], isOpen: true)

    // MARK: - Parts

    private static func quantity(_ title: String) -> JSONSchema { .text(title, pattern: TextPattern.quantity) }

    /// - Parameter isOfPods: nil for those of pods and of custom resources, each once.
    private static func faultWords(_ isOfPods: Bool?) -> [String] {
        let pods = PodFault.allCases.map(\.rawValue)
        let resources = ResourceFault.allCases.map(\.rawValue)
        guard let isOfPods else { return pods + resources.filter { !pods.contains($0) } }
        return isOfPods ? pods : resources
    }
}
