import BuiltIn
import Testing

@testable import Preflight

/// The checks in the binary.
@Suite struct CheckCatalogTests {
    @Test func builtInChecksLoad() throws {
        let ids = try CheckCatalog.builtIn().checks.map(\.id)
        let files = BuiltIn.files(below: "checks").map(\.path).filter { $0.hasSuffix(".yaml") && !$0.contains("/") }
        #expect(ids.sorted() == files.map { String($0.dropLast(5)) }.sorted())
        let first = ["cluster", "crds", "etcd", "gpu-driver", "gpu-nodes", "helm", "nats", "operators"]
        #expect(Set(first).isSubset(of: ids))
    }

    @Test func eachSaysWhatItIsForBelowAKnownHeading() throws {
        for check in try CheckCatalog.builtIn().checks {
            #expect(ReportCategory.order.contains(check.category), "\(check.id): \(check.category)")
            #expect(check.description?.isEmpty == false, "\(check.id) has no description")
            #expect(check.requirement?.isEmpty != true, "\(check.id) has an empty requirement")
        }
    }

    /// Checks agree on namespaces and selectors, so that nothing is listed twice.
    @Test func eachTypeIsListedOnce() throws {
        let wishes = try CheckCatalog.builtIn().checks.flatMap(\.objects).map(\.wish)
        let queries = Dictionary(grouping: Set(wishes.map(\.query)), by: \.type)
        for (type, some) in queries {
            // Of secrets the server selects those that a check is about: no list holds another's, nor all of them.
            let isSelected = some.allSatisfy { $0.labelSelector != nil || $0.fieldSelector != nil }
            if type == "secrets", isSelected { continue }
            // Whoever may not list them may read those that are wanted, one by one.
            if type == "namespaces", some.count == 2, some.contains(where: { $0.fact.rawValue.contains("wanted") }) {
                continue
            }
            #expect(some.count == 1, "\(type) is asked for in several ways: \(some.map(\.fact.rawValue).sorted())")
        }
    }

    @Test func whatIsRequiredComesFirst() throws {
        var seen: Set<String> = []
        for check in try CheckCatalog.builtIn().checks {
            #expect(seen.isSuperset(of: check.requires), "\(check.id)")
            seen.insert(check.id)
        }
    }
}
