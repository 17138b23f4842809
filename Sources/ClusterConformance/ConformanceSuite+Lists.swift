import Kubernetes
import Value

extension ConformanceSuite {
    static let listCases = [
        ConformanceCase("a list of 1200 objects comes in pages, whole and once") { context in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<1200 {
                    group.addTask {
                        _ = try await context.client.create(context.configMap("cm-\(index)"), as: .configMaps)
                    }
                }
                try await group.waitForAll()
            }
            var pages: [Int] = []
            var names: Set<String> = []
            var versions: Set<String> = []
            // A real cluster may put a ConfigMap of its own into every namespace.
            for try await page in context.client.list(.configMaps, namespace: context.namespace) {
                try expect(!page.isRestart, "a list of a quiet namespace began anew")
                pages.append(page.items.count)
                names.formUnion(page.items.map(\.name).filter { $0.hasPrefix("cm-") })
                versions.insert(page.resourceVersion)
            }
            try expectEqual(names.count, 1200, "the number of names")
            try expectEqual(Array(pages.prefix(2)), [500, 500], "the sizes of the first pages")
            try expectEqual(pages.count, 3, "the number of pages")
            try expectEqual(versions.count, 1, "the number of versions of one list")
        },
        ConformanceCase("items of a list have their apiVersion and kind") { context in
            _ = try await context.client.create(context.configMap("a"))
            let listing = try await context.client.listAll(.configMaps, namespace: context.namespace)
            let item = listing.items.first { $0.name == "a" } ?? .null
            try expectEqual(item["kind"], "ConfigMap", "the kind")
            try expectEqual(item["apiVersion"], "v1", "the apiVersion")
            try expect(!listing.resourceVersion.isEmpty, "the list has no version")
        },
        ConformanceCase("label selectors choose") { context in
            for (name, tier) in [("a", "web"), ("b", "web"), ("c", "db")] {
                _ = try await context.client.create(context.configMap(name, labels: ["tier": .string(tier)]))
            }
            for (selector, expected) in [
                ("tier=web", ["a", "b"]), ("tier!=web,tier", ["c"]), ("tier in (db,cache)", ["c"]),
                ("tier notin (db),tier", ["a", "b"]), ("tier==none", []),
            ] {
                let listing = try await context.client.listAll(
                    .configMaps, namespace: context.namespace, options: ListOptions(labelSelector: selector))
                try expectEqual(listing.items.map(\.name).sorted(), expected, "the names for \(selector)")
            }
        },
        ConformanceCase("field selectors choose by name") { context in
            _ = try await context.client.create(context.configMap("a"))
            _ = try await context.client.create(context.configMap("b"))
            let listing = try await context.client.listAll(
                .configMaps, namespace: context.namespace, options: ListOptions(fieldSelector: "metadata.name=b"))
            try expectEqual(listing.items.map(\.name), ["b"], "the names")
        },
        ConformanceCase("a list of all namespaces spans them") { context in
            _ = try await context.client.create(context.configMap("a", labels: ["run": .string(context.unique)]))
            let listing = try await context.client.listAll(
                .configMaps, options: ListOptions(labelSelector: "run=\(context.unique)"))
            try expectEqual(listing.items.map(\.name), ["a"], "the names")
        },
        ConformanceCase("a list of metadata leaves the rest out") { context in
            _ = try await context.client.create(context.configMap("a", labels: ["l": "1"]))
            let listing = try await context.client.listAll(
                .configMaps, namespace: context.namespace, options: ListOptions(labelSelector: "l", metadataOnly: true))
            try expectEqual(listing.items.map(\.name), ["a"], "the names")
            try expectEqual(listing.items.first?["data"], nil, "the data")
        },
        ConformanceCase("F31 a broken continue token is an error, not the end of a list") { context in
            try await expectError(.badRequest) {
                _ = try await context.client.rawValue(
                    "/api/v1/namespaces/\(context.namespace)/configmaps?limit=1&continue=broken")
            }
        },
    ]
}
