import Kubernetes
import Value

extension ConformanceSuite {
    static let patchCases = [
        ConformanceCase("a merge patch changes, adds and removes members") { context in
            _ = try await context.client.create(context.configMap("a", data: ["keep": "1", "drop": "2"]))
            let patched = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace,
                with: .merge(["data": ["drop": .null, "new": "3"]]))
            try expectEqual(patched["data"], ["keep": "1", "new": "3"], "the data")
        },
        ConformanceCase("a JSON patch applies in order, and fails as a whole") { context in
            _ = try await context.client.create(context.configMap("a", data: ["key": "1"]))
            let patched = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace,
                with: .json([
                    ["op": "test", "path": "/data/key", "value": "1"],
                    ["op": "replace", "path": "/data/key", "value": "2"],
                    ["op": "add", "path": "/data/more", "value": "3"],
                ]))
            try expectEqual(patched["data"], ["key": "2", "more": "3"], "the data")
            try await expectError(.invalid) {
                _ = try await context.client.patch(
                    .configMaps, "a", namespace: context.namespace,
                    with: .json([
                        ["op": "remove", "path": "/data/more"],
                        ["op": "test", "path": "/data/key", "value": "1"],
                    ]))
            }
            let read = try await context.client.get(.configMaps, "a", namespace: context.namespace)
            try expectEqual(read["data"], ["key": "2", "more": "3"], "the data after a failed patch")
        },
        ConformanceCase("a strategic patch merges containers by name") { context in
            let pod: Value = [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": ["name": "p", "namespace": .string(context.namespace)],
                "spec": ["containers": [["name": "a", "image": "one"], ["name": "b", "image": "two"]]],
            ]
            _ = try await context.client.create(pod)
            let patched = try await context.client.patch(
                .pods, "p", namespace: context.namespace,
                with: .strategic(["spec": ["containers": [["name": "b", "image": "three"]]]]))
            let images = (patched["spec"]?["containers"]?.array ?? []).map { $0["image"]?.string ?? "" }
            try expectEqual(images.sorted(), ["one", "three"], "the images")
        },
        ConformanceCase("a strategic patch of a custom object is unsupported") { context in
            try await context.withWidgets { type in
                _ = try await context.client.create(context.widget("w", size: 1), as: type)
                try await expectError(.unsupported) {
                    _ = try await context.client.patch(
                        type, "w", namespace: context.namespace, with: .strategic(["spec": ["size": 2]]))
                }
            }
        },
        ConformanceCase("a patch of a missing object is not found") { context in
            try await expectError(.notFound) {
                _ = try await context.client.patch(
                    .configMaps, "missing", namespace: context.namespace, with: .merge(["data": [:]]))
            }
        },
        ConformanceCase("a patch with an outdated version conflicts") { context in
            let created = try await context.client.create(context.configMap("a"))
            _ = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["data": ["key": "1"]]))
            try await expectError(.conflict) {
                _ = try await context.client.patch(
                    .configMaps, "a", namespace: context.namespace,
                    with: .merge([
                        "metadata": ["resourceVersion": .string(created.resourceVersion)], "data": ["key": "2"],
                    ]))
            }
        },
        ConformanceCase("a patch that changes nothing keeps the version") { context in
            let created = try await context.client.create(context.configMap("a", data: ["key": "1"]))
            let patched = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["data": ["key": "1"]]))
            try expectEqual(patched["data"], ["key": "1"], "the data")
            try expectEqual(patched.resourceVersion, created.resourceVersion, "the version")
        },
    ]
}
