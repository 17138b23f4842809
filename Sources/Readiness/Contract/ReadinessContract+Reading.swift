import Expressions
public import Value

extension ReadinessContract {
    /// Names that every expression of a contract may use.
    public static let variables: Set<String> = ["object", "status", "conditions"]

    /// Reads the section. Keys that are not known are errors; `location` begins the messages of expressions.
    public init(_ section: Value, location: String? = nil) throws(ReadinessError) {
        let reader = SectionReader(section, path: "", location: location)
        try reader.allow(["object", "let", "rules", "replicas", "pods", "endpoint", "observedGeneration"])
        var names = Self.variables
        for (name, value) in try reader.members("let") {
            let path = "let.\(name)"
            guard !names.contains(name) else {
                throw ReadinessError(.invalidExpression, "\"\(name)\" is taken already", path: path)
            }
            definitions.append((name, try reader.expression(value, at: path, names)))
            names.insert(name)
        }
        let rules = try reader.elements("rules")
        guard !rules.isEmpty else { throw ReadinessError(.missingKey, "there are no rules", path: "rules") }
        for (index, value) in rules.enumerated() {
            let rule = SectionReader(value, path: "rules[\(index)]", location: location)
            try rule.allow(["when", "phase", "message", "reason"])
            let phase = try rule.text("phase")
            guard let known = DeploymentPhase(rawValue: phase), known != .unknown else {
                let phases = DeploymentPhase.allCases.filter { $0 != .unknown }.map(\.rawValue).joined(separator: ", ")
                throw ReadinessError(
                    .wrongType, "unknown phase \"\(phase)\"; there are \(phases)", path: rule.path(of: "phase"))
            }
            self.rules.append(
                Rule(
                    condition: try rule.expression("when", names), phase: known,
                    message: try rule.optionalTemplate("message", names),
                    reason: try rule.optionalTemplate("reason", names)))
        }
        if let replicas = try reader.section("replicas") {
            try replicas.allow(["desired", "ready"])
            desired = try replicas.expression("desired", names)
            ready = try replicas.expression("ready", names)
        }
        if let pods = try reader.section("pods") {
            try pods.allow(["selector"])
            podSelector = try pods.template("selector", names)
        }
        if let endpoint = try reader.section("endpoint") {
            try endpoint.allow(["service", "port", "scheme", "path"])
            self.endpoint = Endpoint(
                service: try endpoint.template("service", names), port: try endpoint.template("port", names),
                scheme: try endpoint.optionalText("scheme") ?? "http", path: try endpoint.optionalText("path") ?? "/")
        }
        if let word = try reader.optionalText("observedGeneration") {
            guard ["required", "ignored"].contains(word) else {
                throw ReadinessError(
                    .wrongType, "\"\(word)\" is neither required nor ignored", path: "observedGeneration")
            }
            checksGeneration = word == "required"
        }
    }
}

/// Reads an object of the section and knows its place in it.
struct SectionReader {
    private let value: Value
    private let path: String
    private let location: String?

    init(_ value: Value, path: String, location: String?) {
        self.value = value
        self.path = path
        self.location = location
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func object() throws(ReadinessError) -> Object {
        guard let object = value.object else {
            throw ReadinessError(
                .wrongType, "expected an object, found \(value.typeName)", path: path.isEmpty ? "readiness" : path)
        }
        return object
    }

    func allow(_ keys: [String]) throws(ReadinessError) {
        for key in try object().keys where !keys.contains(key) {
            throw ReadinessError(
                .unknownKey, "unknown key; there are \(keys.joined(separator: ", "))", path: path(of: key))
        }
    }

    private func member(_ key: String) throws(ReadinessError) -> Value? {
        guard let member = try object()[key], !member.isNull else { return nil }
        return member
    }

    func members(_ key: String) throws(ReadinessError) -> [(key: String, value: Value)] {
        guard let member = try member(key) else { return [] }
        guard let object = member.object else { throw wrongType("an object", member, path(of: key)) }
        return Array(object)
    }

    func elements(_ key: String) throws(ReadinessError) -> [Value] {
        guard let member = try member(key) else { return [] }
        guard let array = member.array else { throw wrongType("a list", member, path(of: key)) }
        return array
    }

    func section(_ key: String) throws(ReadinessError) -> SectionReader? {
        try member(key).map { SectionReader($0, path: path(of: key), location: location) }
    }

    private func wrongType(_ expected: String, _ value: Value, _ path: String) -> ReadinessError {
        ReadinessError(.wrongType, "expected \(expected), found \(value.typeName)", path: path)
    }

    /// Numbers and booleans count as their text: `port: 8000`, `when: true`.
    private func text(_ value: Value, at path: String) throws(ReadinessError) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .bool(let isTrue): return isTrue ? "true" : "false"
        default: throw wrongType("a text", value, path)
        }
    }

    func optionalText(_ key: String) throws(ReadinessError) -> String? {
        guard let member = try member(key) else { return nil }
        return try text(member, at: path(of: key))
    }

    func text(_ key: String) throws(ReadinessError) -> String {
        guard let text = try optionalText(key) else {
            throw ReadinessError(.missingKey, "is missing", path: path(of: key))
        }
        return text
    }

    func expression(_ value: Value, at path: String, _ names: Set<String>) throws(ReadinessError) -> Expression {
        let source = try text(value, at: path)
        do {
            return try Expression(source, variables: names, location: location)
        } catch {
            throw ReadinessError(.invalidExpression, error.message, path: path, underlying: error)
        }
    }

    func expression(_ key: String, _ names: Set<String>) throws(ReadinessError) -> Expression {
        try expression(.string(try text(key)), at: path(of: key), names)
    }

    func template(_ key: String, _ names: Set<String>) throws(ReadinessError) -> MessageTemplate {
        let source = try text(key)
        do {
            return try MessageTemplate(source, variables: names, location: location)
        } catch {
            throw ReadinessError(.invalidExpression, error.message, path: path(of: key), underlying: error)
        }
    }

    func optionalTemplate(_ key: String, _ names: Set<String>) throws(ReadinessError) -> MessageTemplate? {
        try member(key) == nil ? nil : try template(key, names)
    }
}
