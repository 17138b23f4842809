import Expressions
public import Value
public import YAML

/// An operator of which the sandbox only knows what a provider's file says: when it is there, which definitions it
/// brings, and what becomes of its custom resources.
public struct SimulatedOperator: Sendable {
    /// The label `app.kubernetes.io/name` of its Deployment.
    public var name: String
    /// Which of the provider's operators it plays.
    public var operatorName: String
    /// CustomResourceDefinitions that it applies once it runs.
    public var definitions: [Value]
    var resources: [SimulatedResource]
    /// Nil for one that looks after no Gateways.
    var gateways: SimulatedGateways?

    /// On pods that serve a model: the model's name. Such pods take longer to become ready.
    static let loadAnnotation = "sandbox.groundcrew/model"

    /// Reads the `operators` of a provider's `sandbox` section.
    ///
    /// - Parameter section: the section itself.
    /// - Throws: `SandboxError` that names the place in the file.
    public static func list(in section: YAMLFields) throws -> [SimulatedOperator] {
        do {
            try section.rejectUnknown(known: ["operators", "modelServers"])
            return try (section.list("operators") ?? []).map(SimulatedOperator.init)
        } catch let error as SandboxError {
            throw error
        } catch {
            throw SandboxError(.invalidFile, "\(error)", underlying: error)
        }
    }

    private init(_ fields: YAMLFields) throws {
        name = try fields.requiredString("name")
        operatorName = try fields.string("operator") ?? name
        definitions = try (fields.list("definitions") ?? []).map { .object($0.object) }
        resources = try (fields.list("resources") ?? []).map(SimulatedResource.init)
        gateways = try fields.fields("gateways").map(SimulatedGateways.init)
        try fields.rejectUnknown(known: ["name", "operator", "definitions", "resources", "gateways"])
    }
}

/// What becomes of the custom resources of one kind.
struct SimulatedResource: Sendable {
    var group: String
    var plural: String
    var kind: String
    /// CEL over `object`: the list of components, each with `name` and, where they apply, `replicas`, `gpus`, `image`,
    /// `args`, `labels`, `type`, and the name of its `container`, which is `main` when left out.
    var components: Expression
    /// What each component's pods are labelled with, over `object` and `component`.
    var podLabels: ValueTemplate
    var gpuResource: String
    var services: [Service]
    var objects: [Made]
    /// Over `object`, `phase`, `message`, `components`, each with its `pods` and how many are `ready`, and `seen`, the
    /// generation that was last done without a failure.
    var status: ValueTemplate
    /// Written under each component's name, over the same and `component`; the path within the status over `object`.
    var componentStatus: (path: ValueTemplate, value: ValueTemplate)?
    var conditions: [ValueTemplate]
    /// Arguments of containers that name the model, the most telling first.
    var modelArguments: [String]

    struct Service: Sendable {
        /// Over `object` and `component`.
        var name: ValueTemplate
        /// CEL over `component`: which components get the service.
        var when: Expression
        var port: Int64
    }

    /// An object that the operator makes besides, in the resource's namespace, and that goes with it.
    struct Made: Sendable {
        /// CEL over `object`: whether it is made.
        var when: Expression
        /// Over `object`.
        var value: ValueTemplate
    }

    init(_ fields: YAMLFields) throws {
        group = try fields.requiredString("group")
        plural = try fields.requiredString("plural")
        kind = try fields.requiredString("kind")
        components = try Self.expression(fields, "components", variables: ["object"])
        podLabels = try ValueTemplate(
            .object(fields.rawObject("podLabels") ?? [:]), variables: ["object", "component"],
            location: fields.location(of: "podLabels"))
        gpuResource = try fields.string("gpuResource") ?? "nvidia.com/gpu"
        modelArguments = try fields.strings("modelArguments") ?? []
        services = try (fields.list("services") ?? []).map { entry in
            try entry.rejectUnknown(known: ["name", "when", "port"])
            return Service(
                name: try ValueTemplate(
                    .string(entry.requiredString("name")), variables: ["object", "component"],
                    location: entry.location(of: "name")),
                when: try Self.expression(entry, "when", variables: ["component"]),
                port: try entry.integer("port", in: 1...65_535) ?? 8000)
        }
        objects = try (fields.list("objects") ?? []).map { entry in
            try entry.rejectUnknown(known: ["when", "value"])
            return Made(
                when: try Self.expression(entry, "when", variables: ["object"]),
                value: try ValueTemplate(
                    .object(entry.rawObject("value") ?? [:]), variables: ["object"],
                    location: entry.location(of: "value")))
        }
        let variables: Set<String> = ["object", "phase", "message", "components", "seen"]
        status = try ValueTemplate(
            .object(fields.rawObject("status") ?? [:]), variables: variables, location: fields.location(of: "status"))
        conditions = try (fields.list("conditions") ?? []).map { entry in
            try ValueTemplate(.object(entry.object), variables: variables, location: entry.location(of: "type"))
        }
        if let entry = try fields.fields("componentStatus") {
            let path = try ValueTemplate(
                .string(entry.requiredString("path")), variables: ["object"], location: entry.location(of: "path"))
            let value = try ValueTemplate(
                .object(entry.rawObject("value") ?? [:]), variables: variables.union(["component"]),
                location: entry.location(of: "value"))
            componentStatus = (path, value)
            try entry.rejectUnknown(known: ["path", "value"])
        }
        try fields.rejectUnknown(
            known: [
                "group", "plural", "kind", "components", "podLabels", "gpuResource", "modelArguments", "services",
                "objects", "status", "conditions", "componentStatus",
            ])
    }

    private static func expression(
        _ fields: YAMLFields, _ key: String, variables: Set<String>
    ) throws -> Expression {
        let source = try fields.requiredString(key)
        return try Expression(source, variables: variables, location: fields.location(of: key))
    }
}

/// Faults of custom resources.
enum ResourceFault: String, CaseIterable {
    case failed
    /// The operator fails for a while, tries again, and succeeds.
    case reconcileError = "reconcile-error"
    case neverReady = "never-ready"
    case slow
}

/// A value in whose texts `${...}` stands for an expression; a text that is nothing else gives the expression's value,
/// and a member for which that is null is left out.
struct ValueTemplate: Sendable {
    private indirect enum Node: Sendable {
        case literal(Value)
        case expression(Expression)
        case text(MessageTemplate)
        case object([(String, Node)])
        case array([Node])
    }

    private let root: Node

    init(_ value: Value, variables: Set<String>, location: String) throws {
        root = try Self.compile(value, variables, location)
    }

    func render(_ variables: [String: Value]) throws -> Value { try Self.render(root, variables) }

    private static func compile(_ value: Value, _ variables: Set<String>, _ location: String) throws -> Node {
        switch value {
        case .object(let members):
            return .object(try members.map { ($0.key, try compile($0.value, variables, location)) })
        case .array(let elements): return .array(try elements.map { try compile($0, variables, location) })
        case .string(let text):
            guard text[...].range(ofText: "${") != nil else { return .literal(value) }
            if text.hasPrefix("${"), text.hasSuffix("}"), text.dropFirst(2).range(ofText: "${") == nil {
                let source = String(text.dropFirst(2).dropLast())
                return .expression(try Expression(source, variables: variables, location: location))
            }
            return .text(try MessageTemplate(text, variables: variables, location: location))
        default: return .literal(value)
        }
    }

    private static func render(_ node: Node, _ variables: [String: Value]) throws -> Value {
        switch node {
        case .literal(let value): return value
        case .expression(let expression): return try expression.evaluate(variables)
        case .text(let template): return .string(try template.render(variables))
        case .array(let nodes): return .array(try nodes.map { try render($0, variables) })
        case .object(let members):
            return .object(
                Object(
                    try members.compactMap { key, node in
                        let value = try render(node, variables)
                        if case .expression = node, value.isNull { return nil }
                        return (key, value)
                    }))
        }
    }
}
