import Kubernetes
import Value

extension ConformanceSuite {
    static let watchCases = [
        ConformanceCase("a watch reports what is there, and then every change in order") { context in
            let only = ListOptions(labelSelector: "run=\(context.unique)")
            _ = try await context.client.create(context.labelled("a"))
            var watch = context.client.watch(.configMaps, namespace: context.namespace, options: only)
                .makeAsyncIterator()
            try expectEqual(try await next(&watch), "added a", "the first event")
            try expectEqual(try await next(&watch), "synced", "the event after the list")
            _ = try await context.client.create(context.labelled("b"))
            _ = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["data": ["key": "2"]]))
            _ = try await context.client.delete(.configMaps, "b", namespace: context.namespace)
            try expectEqual(try await next(&watch), "added b", "the next event")
            try expectEqual(try await next(&watch), "modified a", "the next event")
            try expectEqual(try await next(&watch), "deleted b", "the next event")
        },
        ConformanceCase("a watch after a list misses nothing in between") { context in
            let only = ListOptions(labelSelector: "run=\(context.unique)")
            let listing = try await context.client.listAll(
                .configMaps, namespace: context.namespace, options: only)
            _ = try await context.client.create(context.labelled("a"))
            _ = try await context.client.delete(.configMaps, "a", namespace: context.namespace)
            var watch = context.client.watch(
                .configMaps, namespace: context.namespace, options: only, from: .after(listing)
            ).makeAsyncIterator()
            try expectEqual(try await next(&watch), "added a", "the first event")
            try expectEqual(try await next(&watch), "deleted a", "the second event")
        },
        ConformanceCase("F31 a watch goes on when the server closes it") { context in
            var options = context.client.options
            options.timeouts.watch = .seconds(1)
            let client = context.client.with(options)
            let only = ListOptions(labelSelector: "run=\(context.unique)")
            var watch = client.watch(.configMaps, namespace: context.namespace, options: only).makeAsyncIterator()
            try expectEqual(try await next(&watch), "synced", "the first event")
            for name in ["a", "b", "c"] {
                // Longer than the server keeps the watch open.
                try await Task.sleep(for: .milliseconds(1200))
                _ = try await context.client.create(context.labelled(name))
                try expectEqual(try await next(&watch), "added \(name)", "the event")
            }
        },
        ConformanceCase("an object that no longer matches a selector is reported as deleted") { context in
            let only = ListOptions(labelSelector: "run=\(context.unique)")
            _ = try await context.client.create(context.labelled("a"))
            var watch = context.client.watch(.configMaps, namespace: context.namespace, options: only)
                .makeAsyncIterator()
            try expectEqual(try await next(&watch), "added a", "the first event")
            try expectEqual(try await next(&watch), "synced", "the second event")
            _ = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["metadata": ["labels": ["run": .null]]]))
            try expectEqual(try await next(&watch), "deleted a", "the third event")
        },
        ConformanceCase("a watch of one name sees only that object") { context in
            let only = ListOptions(fieldSelector: "metadata.name=b")
            var watch = context.client.watch(.configMaps, namespace: context.namespace, options: only)
                .makeAsyncIterator()
            try expectEqual(try await next(&watch), "synced", "the first event")
            _ = try await context.client.create(context.labelled("a"))
            _ = try await context.client.create(context.labelled("b"))
            try expectEqual(try await next(&watch), "added b", "the second event")
        },
        ConformanceCase("a watch of a forbidden type ends with forbidden", needs: [.nobody]) { context in
            guard let nobody = context.nobody else { throw missingNobody }
            try await expectError(.forbidden) {
                var watch = nobody.watch(.configMaps, namespace: context.namespace).makeAsyncIterator()
                _ = try await watch.next()
            }
        },
    ]

    static let missingNobody = ConformanceFailure(
        message: "the case needs a client without rights", file: #fileID, line: #line)

    /// The next event as text; bookmarks are passed over, since servers send them when they like.
    private static func next(_ watch: inout ObjectWatch.Iterator) async throws -> String {
        while true {
            switch try await watch.next() {
            case .added(let object): return "added \(object.name)"
            case .modified(let object): return "modified \(object.name)"
            case .deleted(let object): return "deleted \(object.name)"
            case .synced: return "synced"
            case .interrupted(let error): return "interrupted: \(error.message)"
            case .bookmark: continue
            case nil: return "the end"
            }
        }
    }
}

extension ConformanceContext {
    fileprivate func labelled(_ name: String) -> Value { configMap(name, labels: ["run": .string(unique)]) }
}
