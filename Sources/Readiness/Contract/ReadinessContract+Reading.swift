import Expressions
public import Value

extension ReadinessContract {
    /// Names that every expression of a contract may use.
    public static let variables: Set<String> = ["object", "status", "conditions", "related", "events"]
    /// What `observedGeneration` may say.
    static let generationWords = ["required", "ignored"]
    /// Bounds of `patience`.
    static let patienceSeconds: ClosedRange<Int64> = 1...86_400

    /// Reads the section. Keys that are not known are errors.
    ///
    /// - Parameter locate: where a path of the section stands, as `file:line:column`; begins every message.
    public init(_ section: Value, locate: ((ValuePath) -> String)? = nil) throws(ReadinessError) {
        let reader = SectionReader(section, locate: locate)
        try reader.allow(["let", "rules", "replicas", "pods", "endpoint", "observedGeneration", "related"])
        var names = Self.variables
        readsEvents = section.json().contains("events")
        if let others = try reader.section("related") {
            for name in try others.keys() {
                guard let other = try others.section(name) else { continue }
                try other.allow(["apiVersion", "kind", "name", "namespace"])
                related.append(
                    Related(
                        name: name, apiVersion: try other.text("apiVersion"), kind: try other.text("kind"),
                        objectName: try other.template("name", ["object"]),
                        namespace: try other.optionalTemplate("namespace", ["object"])))
            }
        }
        if let section = try reader.section("let") {
            for name in try section.keys() {
                guard !names.contains(name) else {
                    throw section.error(.invalidExpression, "\"\(name)\" is taken already", at: name)
                }
                definitions.append((name, try section.expression(name, names)))
                names.insert(name)
            }
        }
        let rules = try reader.elements("rules")
        guard !rules.isEmpty else { throw reader.error(.missingKey, "there are no rules", at: "rules") }
        for rule in rules { self.rules.append(try Self.rule(rule, names)) }
        if let replicas = try reader.section("replicas") {
            try replicas.allow(["desired", "ready"])
            desired = try replicas.expression("desired", names)
            ready = try replicas.expression("ready", names)
        }
        if let pods = try reader.section("pods") {
            try pods.allow(["selector"])
            podSelector = try pods.template("selector", names)
        }
        endpoint = try reader.section("endpoint").map { section throws(ReadinessError) in
            try Self.endpoint(section, names)
        }
        if let word = try reader.optionalText("observedGeneration") {
            guard Self.generationWords.contains(word) else {
                throw reader.error(.wrongType, "\"\(word)\" is neither required nor ignored", at: "observedGeneration")
            }
            checksGeneration = word == "required"
        }
    }

    private static func endpoint(
        _ reader: SectionReader, _ names: Set<String>
    ) throws(ReadinessError) -> Endpoint {
        try reader.allow(["service", "port", "scheme", "path"])
        let endpoint = Endpoint(
            service: try reader.template("service", names), port: try reader.template("port", names),
            scheme: try reader.optionalText("scheme") ?? "http", path: try reader.optionalText("path") ?? "/")
        guard !endpoint.port.isConstant || ContractEndpoint.port(endpoint.port.source) != nil else {
            throw reader.error(.wrongType, "\"\(endpoint.port.source)\" is not a port", at: "port")
        }
        guard ContractEndpoint.schemes.contains(endpoint.scheme) else {
            throw reader.error(.wrongType, "\"\(endpoint.scheme)\" is neither http nor https", at: "scheme")
        }
        guard endpoint.path.hasPrefix("/") else {
            throw reader.error(.wrongType, "\"\(endpoint.path)\" does not begin with a slash", at: "path")
        }
        return endpoint
    }

    private static func rule(_ reader: SectionReader, _ names: Set<String>) throws(ReadinessError) -> Rule {
        try reader.allow(["when", "phase", "message", "reason", "patience"])
        let word = try reader.text("phase")
        guard let phase = DeploymentPhase(rawValue: word), phase != .unknown else {
            let phases = DeploymentPhase.allCases.filter { $0 != .unknown }.map(\.rawValue).joined(separator: ", ")
            throw reader.error(.wrongType, "unknown phase \"\(word)\"; there are \(phases)", at: "phase")
        }
        let patience = try reader.optionalSeconds("patience")
        guard patience == nil || !phase.isTerminal else {
            throw reader.error(.wrongType, "\(word) is final: there is nothing to be patient with", at: "patience")
        }
        return Rule(
            condition: try reader.expression("when", names), phase: phase,
            message: try reader.optionalTemplate("message", names),
            reason: try reader.optionalTemplate("reason", names), patience: patience)
    }
}
