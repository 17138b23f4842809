import Charts
public import Exposure
public import Expressions
public import Value
import YAML

/// A way in which a provider's deployments can be reached through a route of a Gateway: an entry of `expose`.
public struct ExposureRule: Sendable {
    public enum Target: Sendable {
        /// Its operator makes a route by itself: the HTTPRoute of this name, where that is said, which takes requests
        /// whose paths begin with `path`.
        case own(reason: MessageTemplate, route: MessageTemplate?, path: MessageTemplate?)
        /// A pool that its operator makes.
        case namedPool(MessageTemplate)
        /// A pool of its pods, made with the route.
        case madePool(selector: [String: MessageTemplate], port: Int64, engine: MessageTemplate)
        /// The Service of the deployment's endpoint.
        case service
    }

    /// Sees `deployment`, the chart's merged values, `name`, and `request` with `name` and `namespace`, as the target's
    /// texts do. (`namespace` alone is a reserved word of CEL.)
    public var when: Expression
    public var target: Target

    static let variables: Set<String> = ["deployment", "name", "request"]
    static let targets = ["service", "pool", "own"]
    /// Whose metrics endpoint pickers know.
    static let engines = ["vllm", "sglang"]

    /// - Throws: `YAMLFieldError` and `ExpressionError`, located.
    init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["when", "to", "reason", "route", "path", "pool"])
        when = try Expression(
            fields.string("when") ?? "true", variables: Self.variables, location: fields.location(of: "when"))
        guard let word = try fields.choice("to", of: Self.targets) else { throw fields.error("to", "is required") }
        for key in ["reason", "route", "path"] where word != "own" && fields.object[key] != nil {
            throw fields.error(key, "stands beside to: \(word); it is for to: own")
        }
        if word != "pool", fields.object["pool"] != nil {
            throw fields.error("pool", "stands beside to: \(word); it is for to: pool")
        }
        switch word {
        case "own": target = try Self.own(fields)
        case "pool":
            guard let pool = try fields.fields("pool") else { throw fields.error("pool", "is required") }
            target = try Self.pool(pool)
        default: target = .service
        }
    }

    private static func own(_ fields: YAMLFields) throws -> Target {
        let reason = try template(fields, "reason")
        guard try fields.string("route") != nil else {
            guard try fields.string("path") == nil else {
                throw fields.error("path", "is that of a route, and route does not say which")
            }
            return .own(reason: reason, route: nil, path: nil)
        }
        let path: MessageTemplate? = if try fields.string("path") == nil { nil } else { try template(fields, "path") }
        return .own(reason: reason, route: try template(fields, "route"), path: path)
    }

    private static func pool(_ fields: YAMLFields) throws -> Target {
        try fields.rejectUnknown(known: ["name", "selector", "port", "engine"])
        if try fields.string("name") != nil {
            for key in ["selector", "port", "engine"] where fields.object[key] != nil {
                throw fields.error(key, "stands beside name, the pool that the operator makes")
            }
            return .namedPool(try template(fields, "name"))
        }
        guard let labels = try fields.fields("selector"), !labels.object.isEmpty else {
            throw fields.error(
                "selector", "needs at least one label, unless the operator makes the pool and name says which it is")
        }
        var selector: [String: MessageTemplate] = [:]
        for key in labels.object.keys { selector[key] = try template(labels, key) }
        guard let port = try fields.integer("port", in: 1...65_535) else { throw fields.error("port", "is required") }
        return .madePool(selector: selector, port: port, engine: try template(fields, "engine"))
    }

    private static func template(_ fields: YAMLFields, _ key: String) throws -> MessageTemplate {
        try MessageTemplate(fields.requiredString(key), variables: variables, location: fields.location(of: key))
    }
}

extension Provider {
    /// How a deployment can be reached through a route, the provider's first choice first; to its Service where the
    /// provider says nothing.
    ///
    /// - Parameter values: of the chart; its defaults lie below them.
    /// - Throws: `ProviderError` with code `invalidDefinition` for a rule that cannot be judged.
    public func exposureWays(
        _ values: Object, name: String, namespace: String
    ) throws(ProviderError) -> [ExposureWay] {
        guard !definition.exposures.isEmpty else { return [.service] }
        let variables: [String: Value] = [
            "deployment": Value.object(chart.values.merged(with: values)).withWholeNumbers, "name": .string(name),
            "request": ["name": .string(name), "namespace": .string(namespace)],
        ]
        var ways: [ExposureWay] = []
        for (index, rule) in definition.exposures.enumerated() {
            do {
                if try rule.when.isTrue(variables) { ways.append(try rule.way(variables)) }
            } catch {
                throw ProviderError(
                    .invalidDefinition, "\(folder)/\(Self.definitionFile): expose[\(index)] cannot be judged: \(error)",
                    underlying: error)
            }
        }
        return ways
    }
}

extension ExposureRule {
    fileprivate func way(_ variables: [String: Value]) throws(ExpressionError) -> ExposureWay {
        switch target {
        case .service: return .service
        case .own(let reason, let route, let path):
            return .own(
                OwnRoute(
                    try reason.render(variables), name: try route?.render(variables),
                    path: try path?.render(variables) ?? "/"))
        case .namedPool(let name): return .pool(.named(try name.render(variables)))
        case .madePool(let templates, let port, let engine):
            var selector: [String: String] = [:]
            for (key, template) in templates { selector[key] = try template.render(variables) }
            return .pool(.made(selector: selector, port: port, engine: try engine.render(variables)))
        }
    }
}
