import Testing
import Value
import YAML

@testable import Preflight

/// Recorded facts and what is wanted, written as YAML; judged by the built-in checks without any cluster.
struct Scenario: Sendable, CustomTestStringConvertible {
    var name: String
    var check: String
    /// By name of fact; a code of `UnknownReason`, such as `forbidden`, stands for one that is not known, null for one that
    /// is absent. Lists of objects go by the names that `ObjectsQuery` gives them, and hold every field.
    var facts: String
    var want: String
    var verdict: String
    /// Part of the message, details or hint.
    var says: [String]

    init(
        _ name: String, check: String = "", facts: String, want: String = "{}", verdict: String, says: [String] = []
    ) {
        self.name = name
        self.check = check
        self.facts = facts
        self.want = want
        self.verdict = verdict
        self.says = says
    }

    var testDescription: String { name }

    func gathered() throws -> Facts {
        var facts = Facts(
            cluster: ClusterIdentityFact(server: "https://cluster.test", uid: "1"), labels: ["pool"])
        for (key, value) in try #require(try YAML.decode(self.facts, file: name).object) {
            let fact = FactName(key)
            try #require(fact.isObjects || FactRegistry.builtIn[fact] != nil, "there is no fact '\(key)'")
            if value.isNull {
                facts[fact] = .absent
            } else if let text = value.string, let code = UnknownReason.Code(rawValue: text) {
                facts[fact] = .unknown(
                    UnknownReason(
                        code, "cannot list \(key): \(code.rawValue)", verb: "list", resource: Self.resource(of: fact)))
            } else if fact == .nats || fact == .etcd, let one = value.object {
                facts[fact] = .known([["address": one["address"] ?? "", "state": "known", "value": value]])
            } else {
                facts[fact] = .known(value)
            }
        }
        return facts
    }

    /// What RBAC calls the objects of a fact.
    private static func resource(of fact: FactName) -> String {
        guard fact.isObjects else { return fact.rawValue }
        return String(fact.rawValue.dropFirst(FactName.objectsPrefix.count).prefix { $0 != "?" })
    }

    func wanted() throws -> Object { try #require(try YAML.decode(want, file: name).object) }

    func judge(_ check: String) throws -> CheckResult {
        let report = try Preflight.judge(
            try gathered(), checks: CheckCatalog.builtIn(), PreflightRequest(Subject(try wanted()), only: [check]))
        return try #require(report.results.first)
    }

    func expect(check: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let result = try judge(check)
        let text = ([result.message] + result.details + [result.hint ?? ""]).joined(separator: "\n")
        #expect(result.verdict.name == verdict, "\(text)", sourceLocation: sourceLocation)
        for part in says { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
        if ["fail", "warn", "unknown"].contains(result.verdict.name) {
            #expect(result.hint?.isEmpty == false, "no hint", sourceLocation: sourceLocation)
        }
        #expect(!text.contains("cannot be judged"), "\(text)", sourceLocation: sourceLocation)
    }
}

extension Scenario {
    static func yaml(_ text: String) throws -> Value { try YAML.decode(text, file: "test") }
}
