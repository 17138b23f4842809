import Schemas
import Testing
import Value
import YAML

@testable import Commands

/// Schema and reader take and refuse the same files.
@Suite(.timeLimit(.minutes(5)))
struct SchemaAgreementTests {
    /// What takes the place of every member of a whole file, one after another.
    private static let replacements: [Value] = [
        .null, true, 5, "", .array([]), .array(["x"]), .object([:]), .object(["zzz": 1]),
    ]

    /// The place of every member of every object.
    private static func members(of value: Value, at path: ValuePath = ValuePath()) -> [ValuePath] {
        switch value {
        case .object(let members):
            members.flatMap { key, member in
                [path.appending(key: key)] + Self.members(of: member, at: path.appending(key: key))
            }
        case .array(let elements):
            elements.enumerated().flatMap { Self.members(of: $0.element, at: path.appending(index: $0.offset)) }
        default: []
        }
    }

    /// The place of every object.
    private static func objects(in value: Value, at path: ValuePath = ValuePath()) -> [ValuePath] {
        switch value {
        case .object(let members):
            [path] + members.flatMap { Self.objects(in: $0.value, at: path.appending(key: $0.key)) }
        case .array(let elements):
            elements.enumerated().flatMap { Self.objects(in: $0.element, at: path.appending(index: $0.offset)) }
        default: []
        }
    }

    private static func expectAgreement(
        _ kind: SchemaKind, _ judge: SchemaJudge, _ document: Value, _ change: String
    ) throws -> Bool {
        let violations = try judge.violations(of: document)
        let refusal = kind.refusal(of: YAML.encode(document))
        #expect(
            violations.isEmpty == (refusal == nil),
            "\(kind) with \(change): the schema says \(violations), the reader \(refusal ?? "nothing")")
        return refusal == nil
    }

    @Test(arguments: SchemaKind.allCases) func wholeFilesAreTaken(kind: SchemaKind) throws {
        let judge = try SchemaJudge(kind)
        #expect(judge.warnings.isEmpty)
        for text in SchemaDocuments.whole(kind) {
            #expect(kind.refusal(of: text) == nil)
            #expect(try judge.violations(of: YAML.decode(text, file: "file.yaml")) == [])
        }
    }

    /// Every member in turn is missing, null, and of every wrong type.
    @Test(arguments: SchemaKind.allCases) func theyAgreeOnEveryMember(kind: SchemaKind) throws {
        let judge = try SchemaJudge(kind)
        for text in SchemaDocuments.whole(kind) {
            let whole = try YAML.decode(text, file: "file.yaml")
            for place in Self.members(of: whole) {
                var without = whole
                without[place] = nil
                _ = try Self.expectAgreement(kind, judge, without, "\(place) missing")
                for replacement in Self.replacements {
                    var changed = whole
                    changed[place] = replacement
                    _ = try Self.expectAgreement(kind, judge, changed, "\(place): \(replacement.json())")
                }
            }
        }
    }

    /// A key that is not known, in every object of a file.
    @Test(arguments: SchemaKind.allCases) func theyAgreeOnKeysThatAreNotKnown(kind: SchemaKind) throws {
        let judge = try SchemaJudge(kind)
        var refused = 0
        for text in SchemaDocuments.whole(kind) {
            let whole = try YAML.decode(text, file: "file.yaml")
            for place in Self.objects(in: whole) {
                var changed = whole
                changed[place.appending(key: "zzz")] = "1"
                if try !Self.expectAgreement(kind, judge, changed, "a key in \(place)") { refused += 1 }
            }
        }
        #expect(refused > 0)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var kind: SchemaKind
        /// Of the first whole file.
        var path: String
        var value: Value
        var isTaken: Bool
        var testDescription: String { "\(kind) \(path): \(value.json())" }

        init(_ kind: SchemaKind, _ path: String, _ value: Value, _ isTaken: Bool) {
            self.kind = kind
            self.path = path
            self.value = value
            self.isTaken = isTaken
        }
    }

    private static let bootstrapCases = [
        Case(.bootstrap, "apiVersion", "groundcrew/v2", false), Case(.bootstrap, "kind", "Pod", false),
        Case(.bootstrap, "driver", "auto", true), Case(.bootstrap, "driver", "helm", true),
        Case(.bootstrap, "driver", "kubectl", false), Case(.bootstrap, "existing.some", "upgrade", true),
        Case(.bootstrap, "existing.some", "adopt", true), Case(.bootstrap, "existing.some", "keep", false),
        Case(.bootstrap, "operators.some.namespace", "A", false),
        Case(.bootstrap, "operators.some.namespace", .string(String(repeating: "a", count: 63)), true),
        Case(.bootstrap, "operators.some.namespace", .string(String(repeating: "a", count: 64)), false),
        Case(.bootstrap, "operators.some.version", "~1.6", true),
        Case(.bootstrap, "models[0].name", .string(String(repeating: "a", count: 45)), true),
        Case(.bootstrap, "models[0].name", .string(String(repeating: "a", count: 46)), false),
        Case(.bootstrap, "models[0].name", "a.b", false), Case(.bootstrap, "models[0].name", "-a", false),
        Case(.bootstrap, "models[0].namespace", "a_b", false), Case(.bootstrap, "models[0].replicas", 0, true),
        Case(.bootstrap, "models[0].replicas", 1000, true), Case(.bootstrap, "models[0].replicas", 1001, false),
        Case(.bootstrap, "models[0].replicas", -1, false), Case(.bootstrap, "models[0].replicas", 1.5, false),
        Case(.bootstrap, "models[0].replicas", 2.0, true), Case(.bootstrap, "models[0].contextLength", 0, false),
        Case(.bootstrap, "models[0].contextLength", 100_000_001, false),
        Case(.bootstrap, "models[0].resources.gpu", 16, true), Case(.bootstrap, "models[0].resources.gpu", 17, false),
        Case(.bootstrap, "models[0].resources.memory", "1.5Gi", true),
        Case(.bootstrap, "models[0].resources.memory", "1e9", true),
        Case(.bootstrap, "models[0].resources.memory", "32GB", false),
        Case(.bootstrap, "models[0].expose", "gateway", true), Case(.bootstrap, "models[0].expose", "none", true),
        Case(.bootstrap, "models[0].expose", "ingress", false),
        Case(.bootstrap, "models[0].expose", ["path": "/"], true),
        Case(.bootstrap, "models[0].expose.gateway", "web", false),
        Case(.bootstrap, "models[0].expose.gateway", "a/b.c", true),
        Case(.bootstrap, "models[0].expose.gateway", "A/b", false),
        Case(.bootstrap, "models[0].expose", ["gatewayClass": "nginx"], true),
        Case(.bootstrap, "models[0].expose", ["gatewayClass": "No Class"], false),
        Case(.bootstrap, "models[0].expose", ["gatewayClass": "nginx", "gateway": "a/b"], false),
        Case(.bootstrap, "models[0].expose", ["gatewayClass": "nginx", "gateway": .null], true),
        Case(.bootstrap, "models[0].expose.hostname", "*.example.com", true),
        Case(.bootstrap, "models[0].expose.hostname", "a.*.com", false),
        Case(.bootstrap, "models[0].expose.path", "/a/b-1", true),
        Case(.bootstrap, "models[0].expose.path", "/a/", false),
        Case(.bootstrap, "models[0].expose.path", "a", false), Case(.bootstrap, "models[0].expose.path", "/a b", false),
        Case(.bootstrap, "models[0].expose.backend", "pool", true),
        Case(.bootstrap, "models[0].expose.backend", "pods", false),
        Case(.bootstrap, "models", .array([]), false), Case(.bootstrap, "models", .null, true),
        Case(.bootstrap, "providers", .array([]), false), Case(.bootstrap, "providers", .null, true),
        Case(.bootstrap, "providers[0].existing", "keep", false),
        Case(.bootstrap, "providers[0].onFailure", "undo", false),
        Case(.bootstrap, "operators.some.onFailure", "rollback", true), Case(.bootstrap, "onFailure", "fail", true),
        Case(.bootstrap, "onFailure", "keep", false), Case(.bootstrap, "models[0].onFailure", "undo", false),
        Case(.bootstrap, "registries", ["localhost": "mirror:5000"], true),
        Case(.bootstrap, "registries", ["localhost:5000/a": "10.0.0.1/b_c.d-e/f"], true),
        Case(.bootstrap, "registries", ["ghcr.io": "mirror"], false),
        Case(.bootstrap, "registries", ["ghcr": "mirror.example.com"], false),
        Case(.bootstrap, "registries", ["ghcr.io/a:1": "mirror.example.com"], false),
        Case(.bootstrap, "registries", ["ghcr.io/A": "mirror.example.com"], false),
        Case(.bootstrap, "registries", ["ghcr.io": "mirror.example.com/a//b"], false),
        Case(.bootstrap, "registries", ["ghcr.io": "mirror.example.com:123456"], false),
        Case(.bootstrap, "registries", ["ghcr.io": "-mirror.example.com"], false),
        Case(.bootstrap, "registries", ["ghcr.io": "mirror.example.com/../a"], false),
        Case(.bootstrap, "registries", ["ghcr.io": "mirror.example.com@sha256"], false),
        Case(.bootstrap, "registries", ["https://a.b/C%20d~": "http://e/f+g"], true),
        Case(.bootstrap, "registries", ["https://a.b/c?d": "https://e.f"], false),
        Case(.bootstrap, "registries", ["https://user@a.b": "https://e.f"], false),
        Case(.bootstrap, "registries", ["ftp://a.b": "ftp://e.f"], false),
        Case(.bootstrap, "registries", ["oci://a/b": "oci://c/d"], true),
        Case(.bootstrap, "registries", ["oci://a/b": "oci://"], false),
        Case(.bootstrap, "registries", ["ghcr.io": .null], false),
        Case(.bootstrap, "timeouts.models", 86_400, true), Case(.bootstrap, "timeouts.models", 86_401, false),
        Case(.bootstrap, "timeouts.operators", 0, false), Case(.bootstrap, "preflight.skip", ["nats", 1], false),
    ]

    private static let providerCases = [
        Case(.provider, "apiVersion", "v1", false), Case(.provider, "operators[0].onFailure", "fail", true),
        Case(.provider, "operators[0].onFailure", "undo", false),
        Case(.provider, "runtimes.types", .array([]), false), Case(.provider, "runtimes.rules", .array([]), false),
        Case(.provider, "runtimes.rules[0].match", "it is", false),
        Case(.provider, "runtimes.rules[0].priority", "1", false),
        Case(.provider, "runtimes.rules[1].match", "", false), Case(.provider, "runtimes.rules[0].mismatch", "", false),
        Case(.provider, "expose[4].to", "ingress", false), Case(.provider, "expose[4].pool", ["name": "a"], false),
        Case(.provider, "expose[4].reason", "because", false), Case(.provider, "expose[0].pool", ["name": "a"], false),
        Case(.provider, "expose[2].pool.port", 8000, false), Case(.provider, "expose[3].pool.port", 0, false),
        Case(.provider, "expose[3].pool.selector", ["a": ""], false),
        Case(.provider, "operators[0].needs", ["a", "b"], true),
        Case(.provider, "operators[0].needs", [["name": "a"], "b"], false),
        Case(.provider, "needs", ["a", "b"], true), Case(.provider, "needs", [["name": "a"], "b"], false),
        Case(.provider, "needs", "a", false), Case(.provider, "needs", [["version": "1"]], false),
        Case(.provider, "operators[0].manifests", [["url": "./a", "sha256": "x"]], false),
        Case(.provider, "operators[1].chart", "op", false), Case(.provider, "operators[1].values", ["a": 1], false),
        Case(.provider, "operators[1].repository", .null, false),
        Case(.provider, "operators[1].manifests[0].url", "http://example.com/a.yaml", false),
        Case(.provider, "operators[1].manifests[0].url", "/absolute/a.yaml", true),
        Case(.provider, "operators[1].manifests[0].sha256", .string(String(repeating: "AB", count: 32)), false),
        Case(.provider, "operators[1].manifests[0].sha256", .string(String(repeating: "ab", count: 31)), false),
        Case(.provider, "resource.name", "deployments.apps", false), Case(.provider, "resource.name", .null, true),
        Case(.provider, "requirements.nats.monitor.port", 0, false),
        Case(.provider, "requirements.nats.monitor.port", 65_535, true),
        Case(.provider, "requirements.nats.monitor.port", 65_536, false),
        Case(.provider, "selection[1].score", 0, true), Case(.provider, "selection[1].score", 100, true),
        Case(.provider, "selection[1].score", 101, false), Case(.provider, "selection[0].reason", "x", false),
        Case(.provider, "selection[0].score", .null, false), Case(.provider, "selection[1].reject", "x", false),
        Case(.provider, "selection[1].reject", .null, true),
        Case(.provider, "readiness.observedGeneration", "required", true),
        Case(.provider, "readiness.observedGeneration", "sometimes", false),
        Case(.provider, "readiness.let.object", "1", false), Case(.provider, "readiness.let.events", "1", false),
        Case(.provider, "readiness.let.mine", 7, true), Case(.provider, "readiness.rules[0].patience", 1, true),
        Case(.provider, "readiness.rules[0].patience", 86_400, true),
        Case(.provider, "readiness.rules[0].patience", 0, false),
        Case(.provider, "readiness.rules[0].patience", 86_401, false),
        Case(.provider, "readiness.rules[1].patience", 60, false),
        Case(.provider, "readiness.rules[1].patience", .null, true),
        Case(.provider, "readiness.rules[0].phase", "Stopped", false),
        Case(.provider, "readiness.rules[0].phase", "Unknown", false),
        Case(.provider, "readiness.rules[0].phase", "Degraded", true),
        Case(.provider, "readiness.endpoint.port", 8000, true), Case(.provider, "readiness.rules[0].when", true, true),
        Case(.provider, "sandbox.operators[0].resources[0].services[0].port", 65_536, false),
        Case(.provider, "sandbox.modelServers[0].podLabels.app", "", false),
    ]

    private static let otherCases = [
        Case(.check, "id", "-a", false), Case(.check, "id", "A", false), Case(.check, "id", "a_b", false),
        Case(.check, "kind", "Checks", false), Case(.check, "severity", "error", true),
        Case(.check, "severity", "fatal", false), Case(.check, "forEach", "etcd", true),
        Case(.check, "forEach", "helm", false), Case(.check, "needs", ["kubernetes", "pods"], true),
        Case(.check, "needs", ["weather"], false), Case(.check, "outcomes[0].verdict", "warn", true),
        Case(.check, "outcomes[0].verdict", "failed", false), Case(.check, "outcomes[1].verdict", "unknown", false),
        Case(.check, "outcomes[1].verdict", "skip", true), Case(.check, "outcomes[1].hint", "x", true),
        Case(.policy, "kind", "Policy", false), Case(.policy, "rules", .array([]), true),
        Case(.policy, "rules[0].check", "Nats", false), Case(.policy, "rules[0].check", "-a", false),
        Case(.policy, "rules[0].check", "own-check", true), Case(.policy, "rules[0].action", "skip", true),
        Case(.policy, "rules[0].action", "ignore", false), Case(.policy, "rules[0].reason", "", false),
        Case(.policy, "rules[0].expires", "2028-02-29", true), Case(.policy, "rules[0].expires", "31.12.2026", false),
        Case(.policy, "rules[0].expires", "2026-1-1", false), Case(.policy, "rules[0].expires", .null, false),
        Case(.catalog, "[0].id", "gpt2", true), Case(.catalog, "[0].id", "_a/b.c-d", true),
        Case(.catalog, "[0].id", "a/b/c", false), Case(.catalog, "[0].id", ".a/b", false),
        Case(.catalog, "[0].id", "a/-b", false), Case(.catalog, "[0].id", "a b", false),
        Case(.catalog, "[0].contextLength", 0, false), Case(.catalog, "[0].contextLength", 1_000_000_001, false),
        Case(.catalog, "[0].memory", "4 GB", false), Case(.catalog, "[0].memory", "4G", true),
        Case(.sandbox, "nodes[0].name", "A", false), Case(.sandbox, "nodes[0].name", "a..b", false),
        Case(.sandbox, "nodes[0].name", .string(String(repeating: "a", count: 254)), false),
        Case(.sandbox, "nodes[0].cpu", "500m", true), Case(.sandbox, "nodes[0].memory", "lots", false),
        Case(.sandbox, "nodes[0].gpus.count", 0, false), Case(.sandbox, "nodes[0].gpus.count", 1024, true),
        Case(.sandbox, "nodes[0].gpus.count", 1025, false), Case(.sandbox, "nodes[0].gpus.memory", 10_000_001, false),
        Case(.sandbox, "nodes[0].taints[0].effect", "NoExecute", true),
        Case(.sandbox, "nodes[0].taints[0].effect", "Never", false),
        Case(.sandbox, "nodes[0].taints[0].value", 1, true), Case(.sandbox, "faults[0].fault", "crash-loop", true),
        Case(.sandbox, "faults[0].fault", "reconcile-error", false), Case(.sandbox, "faults[0].kind", "Widget", true),
        Case(.sandbox, "faults[0].fault", "explode", false), Case(.sandbox, "delays.notice", "2m", true),
        Case(.sandbox, "delays.notice", "2h", false), Case(.sandbox, "delays.notice", "s", false),
        Case(.sandbox, "delays.notice", "1.5s", false), Case(.sandbox, "objects[0].spec", ["a": 1], true),
        Case(.operator, "kind", "Provider", false), Case(.operator, "needs", [["name": "a", "versions": ""]], false),
        Case(.operator, "manifests", .array([]), false), Case(.operator, "versions.asOf", "today", false),
        Case(.operator, "versions.known[0].version", "1", false),
        Case(.operator, "versions.known[0].version", "v1.0.0-rc.1", true),
        Case(.operator, "versions.known[0].latest", "newest", false),
        Case(.operator, "versions.known[0].endOfSupport", "June", false),
        Case(.operator, "versions.known[1].driver", 0, false), Case(.operator, "versions.known[1].driver", 9999, true),
        Case(.operator, "versions.known[1].driver", 10_000, false),
        Case(.operator, "versions.known[1].needs", ["other": .null], false),
        Case(.operator, "versions.known[1].engines", ["vllm": .object([:])], true),
        Case(.operator, "versions.upgrades[0].step", "minor", false),
        Case(.operator, "versions.upgrades[1].step", "major", false),
        Case(.operator, "versions.upgrades[1].via", "1.0.0", false),
    ]

    @Test(arguments: bootstrapCases + providerCases + otherCases) func theyAgreeOnBounds(row: Case) throws {
        let text = try #require(SchemaDocuments.whole(row.kind).first)
        var document = try YAML.decode(text, file: "file.yaml")
        let path = try ValuePath(row.path)
        document[path] = row.value
        try #require(document[path] == row.value)
        let isTaken = try Self.expectAgreement(row.kind, SchemaJudge(row.kind), document, row.testDescription)
        #expect(isTaken == row.isTaken)
    }
}
