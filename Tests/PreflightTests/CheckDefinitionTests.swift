import Preflight
import TestParts
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct CheckDefinitionTests {
    static let good = """
        apiVersion: groundcrew/v1
        kind: Check
        id: mine
        title: Mine
        category: own
        needs: [nodes]
        outcomes:
          - when: gpus.nodes == 0
            verdict: fail
            message: none
            hint: add some
          - when: "true"
            verdict: pass
            message: ${gpus.nodes} nodes
        """

    @Test func aGoodOneLoads() throws {
        let check = try CheckDefinition(yaml: Self.good, file: "mine.yaml")
        #expect(check.id == "mine")
        #expect(check.severity == .error)
        #expect(check.outcomes.count == 2)
        #expect(check.description == nil && check.requirement == nil)
        #expect(check.facts == [.nodes])
    }

    @Test func whatItIsForIsKept() throws {
        let text = Self.good.replacing(
            "title: Mine", with: "title: Mine\ndescription: counts nodes\nrequirement: 'MUST: have nodes'")
        let check = try CheckDefinition(yaml: text, file: "mine.yaml")
        #expect(check.description == "counts nodes")
        #expect(check.requirement == "MUST: have nodes")
    }

    @Test func anUnknownFactIsToldWithTheKnownOnes() throws {
        let text = Self.good.replacing("[nodes]", with: "[nodez]")
        let error = try #require(throws: PreflightError.self) { try CheckDefinition(yaml: text, file: "mine.yaml") }
        let known = FactRegistry.builtIn.names.map(\.rawValue).joined(separator: ", ")
        #expect("\(error)".contains("unknown fact 'nodez' (did you mean 'nodes'?); known are \(known)"), "\(error)")
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        /// Where the error stands, and what it says.
        var says: [String]
    }

    @Test(arguments: [
        Bad(
            testDescription: "unknown key", old: "title: Mine", new: "title: Mine\nhints: x",
            says: ["mine.yaml:5", "hints"]),
        Bad(
            testDescription: "unknown key of an outcome", old: "    hint: add some", new: "    hnt: add some",
            says: ["mine.yaml:11", "hnt"]),
        Bad(testDescription: "unknown fact", old: "[nodes]", new: "[nodez]", says: ["mine.yaml:6", "nodez", "nodes"]),
        Bad(
            testDescription: "variable of a fact not needed", old: "[nodes]", new: "[crds]",
            says: ["mine.yaml:8", "gpus"]),
        Bad(
            testDescription: "unknown variable in a message", old: "${gpus.nodes}", new: "${gpu.nodes}",
            says: ["mine.yaml:14", "gpu"]),
        Bad(
            testDescription: "syntax of CEL", old: "gpus.nodes == 0", new: "gpus.nodes ==", says: ["mine.yaml:8", "^"]),
        Bad(
            testDescription: "unknown verdict", old: "verdict: fail", new: "verdict: failed",
            says: ["mine.yaml:9", "failed"]),
        Bad(testDescription: "a failure without a hint", old: "    hint: add some\n", new: "", says: ["hint"]),
        Bad(
            testDescription: "no last outcome", old: "when: \"true\"", new: "when: gpus.nodes > 0",
            says: ["mine.yaml:7", "true"]),
        Bad(testDescription: "no title", old: "title: Mine\n", new: "", says: ["title", "required"]),
        Bad(testDescription: "another kind", old: "kind: Check", new: "kind: Chart", says: ["Chart"]),
        Bad(testDescription: "another version", old: "groundcrew/v1", new: "groundcrew/v2", says: ["groundcrew/v2"]),
        Bad(
            testDescription: "a requirement that is no text", old: "title: Mine", new: "title: Mine\nrequirement: [x]",
            says: ["mine.yaml:5", "requirement"]),
        Bad(testDescription: "a bad id", old: "id: mine", new: "id: My Check", says: ["My Check"]),
        Bad(
            testDescription: "severity", old: "title: Mine", new: "title: Mine\nseverity: high",
            says: ["mine.yaml:5", "high"]),
        Bad(
            testDescription: "for each of what is not a list", old: "title: Mine", new: "title: Mine\nforEach: nodes",
            says: ["mine.yaml:5", "nats, etcd"]),
        Bad(
            testDescription: "a server without saying which", old: "[nodes]\noutcomes:\n  - when: gpus.nodes == 0",
            new: "[nodes, nats]\noutcomes:\n  - when: nats == null", says: ["mine.yaml:8", "nats"]),
        Bad(testDescription: "no YAML", old: "title: Mine", new: "title: {", says: ["mine.yaml"]),
        Bad(
            testDescription: "twice the same key", old: "title: Mine", new: "title: Mine\ntitle: Again",
            says: ["mine.yaml:5"]),
        Bad(
            testDescription: "facts in appliesTo", old: "outcomes:",
            new: "appliesTo: {when: gpus.nodes > 0, otherwise: x}\noutcomes:", says: ["mine.yaml:7", "gpus"]),
    ])
    func aBadOneIsRefusedWithItsPlace(_ bad: Bad) throws {
        let text = Self.good.replacing(bad.old, with: bad.new, maxReplacements: 1)
        try #require(text != Self.good)
        let error = try #require(throws: PreflightError.self) { try CheckDefinition(yaml: text, file: "mine.yaml") }
        #expect(error.code == .invalidCheck)
        for part in bad.says { #expect("\(error)".contains(part), "\(error)") }
    }

    @Test func withoutOutcomesNothingWouldBeJudged() throws {
        let text = Self.good.prefix { _ in true }.replacing(/(?s)outcomes:.*/, with: "outcomes: []")
        let error = try #require(throws: PreflightError.self) { try CheckDefinition(yaml: String(text), file: "f") }
        #expect("\(error)".contains("outcomes"))
    }

    @Test func aHugeFileIsRefused() {
        #expect(throws: PreflightError.self) {
            try CheckDefinition(yaml: String(repeating: "#", count: PreflightLimits.checkBytes + 1), file: "f")
        }
    }

    // MARK: Folders

    func folder(_ files: [String: String], _ body: (String) throws -> Void) async throws {
        try await TestParts.withTemporaryFolder { path in
            for (name, text) in files {
                try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
            }
            try body(path)
        }
    }

    @Test func aFolderAddsAndReplaces() async throws {
        let other = Self.good.replacing("id: mine", with: "id: helm").replacing("title: Mine", with: "title: Other")
        try await folder(["mine.yaml": Self.good, "helm.yml": other, "README.md": "no check"]) { path in
            let catalog = try CheckCatalog.builtIn().adding(path)
            #expect(catalog["mine"]?.title == "Mine")
            #expect(catalog["helm"]?.title == "Other")
            let known = try CheckCatalog.builtIn().checks.count
            #expect(catalog.checks.count == known + 1)
        }
    }

    @Test func aFileMustBearItsID() async throws {
        try await folder(["other.yaml": Self.good]) { path in
            let error = try #require(throws: PreflightError.self) { try CheckCatalog.builtIn().adding(path) }
            #expect("\(error)".contains("other.yaml: the id is 'mine'"))
        }
    }

    @Test func anEmptyOrAbsentFolderIsAnError() async throws {
        try await folder([:]) { path in
            #expect(throws: PreflightError.self) { try CheckCatalog.builtIn().adding(path) }
            #expect(throws: PreflightError.self) { try CheckCatalog.builtIn().adding(path + "/none") }
        }
    }

    static func check(_ id: String, requires: String) throws -> CheckDefinition {
        try CheckDefinition(
            yaml: good.replacing("id: mine", with: "id: \(id)\nrequires: [\(requires)]"), file: "\(id).yaml")
    }

    @Test func whatIsRequiredComesFirst() throws {
        let catalog = try CheckCatalog([
            Self.check("a", requires: "b"), Self.check("b", requires: "c"), Self.check("c", requires: ""),
        ])
        #expect(catalog.checks.map(\.id) == ["c", "b", "a"])
    }

    @Test func checksThatRequireEachOtherAreRefused() throws {
        let checks = [try Self.check("a", requires: "b"), try Self.check("b", requires: "a")]
        let error = try #require(throws: PreflightError.self) { try CheckCatalog(checks) }
        #expect("\(error)".contains("a, b require each other"))
    }

    @Test func aRequiredCheckMustExist() throws {
        let checks = [try Self.check("a", requires: "zz")]
        let error = try #require(throws: PreflightError.self) { try CheckCatalog(checks) }
        #expect("\(error)".contains("'zz'"))
    }
}
