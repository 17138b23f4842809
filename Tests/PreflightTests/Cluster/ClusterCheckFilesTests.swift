import Expressions
import Testing

@testable import Preflight

/// What the files of these checks have in common.
@Suite struct ClusterCheckFilesTests {
    static let ids = [
        "api-priority", "api-services", "clock-skew", "cluster-dns", "conversion-webhooks", "crd-owners",
        "crd-stored-versions", "crd-versions", "deprecated-apis", "gateway-api", "gateway-classes", "leftover-crds",
        "leftover-roles", "leftover-webhooks", "load-balancer", "namespaces", "network-policies", "operators-ready",
        "pending-releases", "registries", "server-health", "server-versions", "single-operators", "storage-class",
        "stuck-finalizers", "webhook-scope", "webhooks",
    ]

    private static func check(_ id: String) throws -> CheckDefinition {
        try #require(try CheckCatalog.builtIn()[id])
    }

    @Test(arguments: ids) func areDescribed(_ id: String) throws {
        let check = try Self.check(id)
        #expect(check.description?.isEmpty == false)
        #expect(ReportCategory.order.contains(check.category))
        #expect(check.requires == (id == "registries" ? [] : ["cluster"]))
    }

    @Test func aTypeIsListedInOneWay() throws {
        var queries: [String: Set<ObjectsQuery>] = [:]
        for id in Self.ids {
            for variable in try Self.check(id).objects {
                queries[variable.wish.query.type, default: []].insert(variable.wish.query)
            }
        }
        // Whoever may not list namespaces may read those that are wanted, one by one.
        queries["namespaces"] = queries["namespaces"]?.filter { !$0.fact.rawValue.contains("wanted") }
        for (type, found) in queries { #expect(found.count == 1, "\(type)") }
    }

    @Test func whatOnlyWarnsSaysSo() throws {
        for id in Self.ids {
            let check = try Self.check(id)
            let mayFail = check.outcomes.contains { $0.verdict == .fail }
            #expect(mayFail == (check.severity == .error), "\(id)")
        }
    }

    @Test(arguments: FactVariable.cluster.map(\.name)) func everyVariableIsUsed(_ name: String) throws {
        let isUsed = try Self.ids.contains { id in
            try Self.check(id).outcomes.contains { outcome in
                outcome.when.freeVariables.contains(name) || outcome.message.freeVariables.contains(name)
            }
        }
        #expect(isUsed)
    }
}
