public import Readiness
public import Value
import YAML

/// A test of a provider's contract: an object, and what is to be made of it.
public struct ProviderCase: Sendable {
    /// The file in the provider's folder, and the case in it.
    public var file: String
    public var name: String
    /// With what the contract looks at besides.
    public var object: Value
    public var expected: Expected

    /// What has to come out; what is nil is not compared, except `patience`.
    public struct Expected: Sendable, Equatable {
        public var phase: DeploymentPhase
        public var message: String?
        /// Nil means that there must be none.
        public var patience: Duration?
        public var desired: Int?
        public var ready: Int?
        public var checksReplicas = false
        /// Such as `http://qwen.team.svc:8000/v1`.
        public var endpoint: String?
        public var pods: String?
    }

    /// What is not as the case wants it, a line each; empty where all is.
    public func problems(by contract: ReadinessContract) -> [String] {
        let status = contract.status(of: object)
        var problems = status.problems
        func compare(_ what: String, _ found: String?, _ wanted: String?) {
            guard found != wanted else { return }
            problems.append("\(what) is \(found ?? "missing"), not \(wanted ?? "missing")")
        }
        compare("phase", status.phase.rawValue, expected.phase.rawValue)
        if let message = expected.message { compare("message", status.message, message) }
        compare("patience", Self.seconds(status.patience), Self.seconds(expected.patience))
        if expected.checksReplicas {
            compare("replicas.desired", status.desired.map(String.init), expected.desired.map(String.init))
            compare("replicas.ready", status.ready.map(String.init), expected.ready.map(String.init))
        }
        do {
            if let pods = expected.pods { compare("pods", try contract.podSelector(of: object), pods) }
            if let endpoint = expected.endpoint {
                let namespace = object["metadata"]?["namespace"]?.string ?? "default"
                compare(
                    "endpoint",
                    try contract.endpoint(of: object).map {
                        "\($0.scheme)://\($0.service).\(namespace).svc:\($0.port)\($0.path)"
                    }, endpoint)
            }
        } catch {
            problems.append(error.message)
        }
        return problems
    }

    private static func seconds(_ duration: Duration?) -> String? {
        duration.map { "\($0.components.seconds) s" }
    }
}

extension ProviderCase {
    /// The cases of one file of a provider's `tests` folder.
    ///
    /// - Parameter file: the name that errors give.
    /// - Throws: `ProviderError` with code `invalidDefinition`, located.
    public static func cases(yaml: String, file: String) throws(ProviderError) -> [ProviderCase] {
        do {
            return try CaseReader(file: file).cases(YAMLFields(OperatorReader.document(yaml, file)))
        } catch let error as ProviderError {
            throw error
        } catch {
            throw ProviderError(.invalidDefinition, "\(error)", underlying: error)
        }
    }
}

private struct CaseReader {
    let file: String

    func cases(_ root: YAMLFields) throws -> [ProviderCase] {
        try root.rejectUnknown(known: ["object", "cases"])
        let base = Value.object(try root.rawObject("object") ?? [:])
        guard let entries = try root.list("cases"), !entries.isEmpty else {
            throw root.error("cases", "needs at least one case")
        }
        var names: Set<String> = []
        return try entries.map { entry in
            let found = try self.case(entry, base)
            guard names.insert(found.name).inserted else { throw entry.error("name", "'\(found.name)' is used twice") }
            return found
        }
    }

    private func `case`(_ fields: YAMLFields, _ base: Value) throws -> ProviderCase {
        try fields.rejectUnknown(known: ["name", "object", "related", "events", "expect"])
        let own = Value.object(try fields.rawObject("object") ?? [:])
        let context = ContractContext(
            related: try fields.rawObject("related") ?? [:], events: try (fields.list("events") ?? []).map(event))
        guard let expect = try fields.fields("expect") else { throw fields.error("expect", "is required") }
        return ProviderCase(
            file: file, name: try fields.requiredString("name"),
            object: context.put(into: base.mergePatched(own)), expected: try expected(expect))
    }

    private func event(_ fields: YAMLFields) throws -> ContractContext.Event {
        try fields.rejectUnknown(known: ["reason", "message", "count", "age"])
        return ContractContext.Event(
            reason: try fields.requiredString("reason"), message: try fields.string("message") ?? "",
            count: try fields.integer("count", in: 1...1_000_000) ?? 1,
            age: try fields.integer("age", in: 0...86_400_000) ?? 0)
    }

    private func expected(_ fields: YAMLFields) throws -> ProviderCase.Expected {
        try fields.rejectUnknown(known: ["phase", "message", "patience", "replicas", "endpoint", "pods"])
        let names = DeploymentPhase.allCases.map(\.rawValue)
        guard let name = try fields.choice("phase", of: names), let phase = DeploymentPhase(rawValue: name) else {
            throw fields.error("phase", "is required")
        }
        var expected = ProviderCase.Expected(phase: phase)
        expected.message = try fields.string("message")
        expected.patience = try fields.integer("patience", in: 1...86_400).map { .seconds($0) }
        if let replicas = try fields.fields("replicas") {
            try replicas.rejectUnknown(known: ["desired", "ready"])
            expected.checksReplicas = true
            expected.desired = try replicas.integer("desired", in: 0...1_000_000).map(Int.init)
            expected.ready = try replicas.integer("ready", in: 0...1_000_000).map(Int.init)
        }
        expected.endpoint = try fields.string("endpoint")
        expected.pods = try fields.string("pods")
        return expected
    }
}
