import Foundation
import Providers
import TestParts
import Testing

/// The page of docs/ says what the charts can do.
@Suite struct CapabilityTableTests {
    @Test func thePageOfTheDocumentationIsTheBuiltInProviders() throws {
        let page = try CapabilityTable(.builtIn()).markdown()
        let kept = try String(
            contentsOfFile: "\(TestParts.projectRoot)/docs/capabilities.md", encoding: .utf8)
        #expect(kept == page, "groundcrew providers list --markdown > docs/capabilities.md")
    }

    @Test func whatAChartFixesOrLacksIsNotClaimed() throws {
        let lines = try CapabilityTable(.builtIn()).markdown().split(separator: "\n").map(String.init)
        let heads = try #require(lines.first { $0.hasPrefix("|  | dynamo") }).split(separator: "|").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        func can(_ provider: String, _ title: String) throws -> Bool {
            let row = try #require(lines.first { $0.hasPrefix("| \(title) |") })
            let cells = row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            return cells[try #require(heads.firstIndex(of: provider))] == "yes"
        }
        #expect(try !can("kaito", "replicas"))
        #expect(try can("vllm", "replicas"))
        #expect(try can("kaito-set", "replicas") && can("kaito-set", "replicas by load"))
        #expect(try can("kuberay", "replicas by load") && !can("kaito", "replicas by load"))
        #expect(try can("vllm", "proxies") && !can("kaito", "proxies"))
        #expect(try can("ome", "several nodes for each") && !can("vllm", "several nodes for each"))
        #expect(try can("kserve", "several nodes for each") && !can("kserve-classic", "several nodes for each"))
        #expect(lines.contains("| vllm | sglang | aggregated | none |"))
        #expect(lines.contains("| kuberay | vllm | aggregated | prefix |"))
        #expect(!lines.contains("| kuberay | vllm | disaggregated | prefix |"))
        #expect(!lines.contains { $0.hasPrefix("| ome | vllm | disaggregated") })
    }
}
