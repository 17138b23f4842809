public import Schemas
import Value

/// The section `sandbox` of a provider or a shared operator: how it is played.
public enum SandboxSection {
    /// What its readers take; whether expressions compile is for them alone to tell.
    public static let schema = JSONSchema.object(
        "How --sandbox plays it.",
        [
            .optional("operators", .list("Operators that act once their pods run.", of: operatorObject)),
            .optional("modelServers", .list("Engines that run without an operator.", of: modelServer)),
        ])

    private static let operatorObject = JSONSchema.object(
        "An operator.",
        [
            .required("name", .text("The label app.kubernetes.io/name of its Deployment.")),
            .optional(
                "operator", .text("Which of the provider's operators it plays; the one of its name when left out.")),
            .optional(
                "definitions", .list("CustomResourceDefinitions that it applies.", of: .values("A definition."))),
            .optional("resources", .list("What becomes of its custom resources.", of: resource)),
            .optional("gateways", gateways),
        ])

    private static let resource = JSONSchema.object(
        "The custom resources of one kind.",
        [
            .required("group", .text("Their group.")), .required("plural", .text("Their name in the plural.")),
            .required("kind", .text("Their kind.")),
            .required("components", .source("An expression over object: the list of components.")),
            .optional("podLabels", .values("What each component's pods are labelled with.")),
            .optional("gpuResource", .text("What their GPUs are called.").defaulting(to: "nvidia.com/gpu")),
            .optional("modelArguments", .texts("Arguments of containers that name the model, the most telling first.")),
            .optional("services", .list("Services of the components.", of: service)),
            .optional("objects", .list("What it makes besides.", of: madeObject)),
            .optional("status", .values("What the operator writes as their status.")),
            .optional("conditions", .list("The conditions of the status.", of: .values("A condition."))),
            .optional("componentStatus", componentStatus),
        ])

    private static let gateways = JSONSchema.object(
        "Whose Gateways it looks after: it accepts them, gives each a Service, and takes routes.",
        [
            .required("class", .text("The GatewayClass that it makes.")),
            .required("controller", .text("Its controllerName.")),
        ])

    private static let service = JSONSchema.object(
        "A Service of a component.",
        [
            .required("name", .text("Its name, a template.")),
            .required("when", .source("Which components get it, an expression over component.")),
            .optional("port", .number("Its port.", in: 1...65_535).defaulting(to: 8000)),
        ])

    private static let madeObject = JSONSchema.object(
        "An object that the operator makes, in the resource's namespace; it goes with the resource.",
        [
            .required("when", .source("Whether it is made, an expression over object.")),
            .optional("value", .values("The object; its texts are templates over object.")),
        ])

    private static let componentStatus = JSONSchema.object(
        "What the status says of each component.",
        [
            .required("path", .text("Where in the status, a template.")),
            .optional("value", .values("What it says.")),
        ])

    private static let modelServer = JSONSchema.object(
        "Pods that answer for a model.",
        [
            .required(
                "podLabels",
                .map("The labels of the pods.", of: .text("The label's value."), takesNull: false)
                    .with("minProperties", 1)),
            .optional("modelArguments", .texts("Arguments of containers that name the model, the most telling first.")),
        ])
}
