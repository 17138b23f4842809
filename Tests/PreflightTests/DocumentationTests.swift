import Testing
import Value

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct DocumentationTests {
    /// The folder of the project, two above this file's.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    @Test func theGuideNamesEveryFactVariableStateAndCause() throws {
        let guide = try String(contentsOfFile: Self.root + "/docs/checks.md", encoding: .utf8)
        let names =
            FactName.allCases.map(\.rawValue) + CheckVariable.allCases.map(\.rawValue)
            + ["up", "unhealthy", "other", "refused", "hanging", "timeout", "unresolved", "unreachable", "untrusted"]
            + ["notOffered", "tooFew", "unusable", "tooSmall", "allAllocated", "fragmented", "tooFewFree"]
        for name in names { #expect(guide.contains("`\(name)") || guide.contains("`\(name)`"), "\(name)") }
    }

    @Test func theGuidesVariablesAreWhatExpressionsSee() throws {
        let guide = try String(contentsOfFile: Self.root + "/docs/checks.md", encoding: .utf8)
        let gpus = try #require(GPUInventory(nodes: []).value.object)
        let placement = try #require(GPUPlacement(inventory: GPUInventory(nodes: []), demands: []).value.object)
        let dra = try #require(DRAInventory(fact: .null, nodes: []).value(pods: [], demands: []).object)
        let drivers = try #require(DriverInventory(nodes: [], wanted: []).value.object)
        for (name, object) in [("gpus", gpus), ("placement", placement), ("dra", dra), ("drivers", drivers)] {
            #expect(guide.contains("`\(name) {\(object.keys.joined(separator: ", "))}`"), "\(name): \(object.keys)")
        }
    }

    @Test func theGuidesExampleLoads() throws {
        let guide = try String(contentsOfFile: Self.root + "/docs/checks.md", encoding: .utf8)
        let start = try #require(guide.firstRange(of: "```yaml\n")).upperBound
        let end = try #require(guide[start...].firstRange(of: "```")).lowerBound
        let check = try CheckDefinition(yaml: String(guide[start..<end]), file: "enough-nodes.yaml")
        #expect(check.id == "enough-nodes")
    }
}
