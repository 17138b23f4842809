import Kubernetes
import Value

extension ConformanceSuite {
    static let applyCases = [
        ConformanceCase("an apply creates, and an equal one changes nothing") { context in
            let options = ApplyOptions(fieldManager: "first")
            let created = try await context.client.apply(context.configMap("a"), options: options)
            try expect(!created.uid.isEmpty, "no uid")
            let again = try await context.client.apply(context.configMap("a"), options: options)
            try expectEqual(again.resourceVersion, created.resourceVersion, "the version after an equal apply")
            let managers = (again["metadata"]?["managedFields"]?.array ?? []).map { entry in
                "\(entry["manager"]?.string ?? "") \(entry["operation"]?.string ?? "")"
            }
            try expectEqual(managers, ["first Apply"], "the managers")
        },
        ConformanceCase("a field that an apply leaves out is removed") { context in
            let options = ApplyOptions(fieldManager: "first")
            _ = try await context.client.apply(context.configMap("a", data: ["x": "1", "y": "2"]), options: options)
            let applied = try await context.client.apply(context.configMap("a", data: ["x": "1"]), options: options)
            try expectEqual(applied["data"], ["x": "1"], "the data")
        },
        ConformanceCase("F18 an apply over another manager's field conflicts and names manager and field") { context in
            _ = try await context.client.apply(
                context.configMap("a", data: ["x": "1"]), options: ApplyOptions(fieldManager: "first"))
            let error = try await expectError(.conflict) {
                _ = try await context.client.apply(
                    context.configMap("a", data: ["x": "2"]), options: ApplyOptions(fieldManager: "second"))
            }
            try expectEqual(error.fieldConflicts.map(\.manager), ["first"], "the managers in conflict")
            try expectEqual(error.fieldConflicts.map(\.field), [".data.x"], "the fields in conflict")
            let read = try await context.client.get(.configMaps, "a", namespace: context.namespace)
            try expectEqual(read["data"], ["x": "1"], "the data after a refused apply")
        },
        ConformanceCase("a forced apply takes the field over") { context in
            _ = try await context.client.apply(
                context.configMap("a", data: ["x": "1"]), options: ApplyOptions(fieldManager: "first"))
            let taken = try await context.client.apply(
                context.configMap("a", data: ["x": "2"]), options: ApplyOptions(fieldManager: "second", force: true))
            try expectEqual(taken["data"], ["x": "2"], "the data")
            let error = try await expectError(.conflict) {
                _ = try await context.client.apply(
                    context.configMap("a", data: ["x": "3"]), options: ApplyOptions(fieldManager: "first"))
            }
            try expectEqual(error.fieldConflicts.map(\.manager), ["second"], "the managers in conflict")
        },
        ConformanceCase("two managers may own fields of one object, or the same value") { context in
            _ = try await context.client.apply(
                context.configMap("a", data: ["x": "1", "shared": "s"]), options: ApplyOptions(fieldManager: "first"))
            _ = try await context.client.apply(
                context.configMap("a", data: ["y": "2", "shared": "s"]), options: ApplyOptions(fieldManager: "second"))
            let left = try await context.client.apply(
                context.configMap("a", data: ["x": "1"]), options: ApplyOptions(fieldManager: "first"))
            try expectEqual(left["data"], ["x": "1", "y": "2", "shared": "s"], "the data")
        },
        ConformanceCase("an apply conflicts with what an update changed") { context in
            let applied = try await context.client.apply(
                context.configMap("a", data: ["x": "1"]), options: ApplyOptions(fieldManager: "first"))
            _ = try await context.client.replace(
                applied.setting("data", "x", to: "2"), options: WriteOptions(fieldManager: "editor"))
            let error = try await expectError(.conflict) {
                _ = try await context.client.apply(
                    context.configMap("a", data: ["x": "1"]), options: ApplyOptions(fieldManager: "first"))
            }
            try expectEqual(error.fieldConflicts.map(\.manager), ["editor"], "the managers in conflict")
        },
        ConformanceCase("a dry run of an apply shows the result and stores nothing") { context in
            let options = ApplyOptions(fieldManager: "first")
            let created = try await context.client.apply(context.configMap("a", data: ["x": "1"]), options: options)
            var dry = options
            dry.dryRun = true
            let shown = try await context.client.apply(context.configMap("a", data: ["x": "2"]), options: dry)
            try expectEqual(shown["data"], ["x": "2"], "the data shown")
            let read = try await context.client.get(.configMaps, "a", namespace: context.namespace)
            try expectEqual(read, created, "what is stored")
        },
        ConformanceCase("lists of built-in types merge by their keys") { context in
            func service(_ ports: [Value]) -> Value {
                [
                    "apiVersion": "v1", "kind": "Service",
                    "metadata": ["name": "s", "namespace": .string(context.namespace)],
                    "spec": ["selector": ["app": "a"], "ports": .array(ports)],
                ]
            }
            let http: Value = ["name": "http", "port": 80, "protocol": "TCP"]
            let grpc: Value = ["name": "grpc", "port": 90, "protocol": "TCP"]
            _ = try await context.client.apply(service([http]), options: ApplyOptions(fieldManager: "first"))
            let both = try await context.client.apply(service([grpc]), options: ApplyOptions(fieldManager: "second"))
            let ports = (both["spec"]?["ports"]?.array ?? []).compactMap { $0["port"]?.integer }
            try expectEqual(ports.sorted(), [80, 90], "the ports")
        },
        ConformanceCase("a custom object is applied with its defaults") { context in
            try await context.withWidgets { type in
                let applied = try await context.client.apply(
                    context.widget("w", size: 3), as: type, options: ApplyOptions(fieldManager: "first"))
                try expectEqual(applied["spec"], ["size": 3, "color": "red"], "the spec")
                try await expectError(.invalid) {
                    _ = try await context.client.apply(
                        context.widget("w", size: 0), as: type, options: ApplyOptions(fieldManager: "first"))
                }
            }
        },
    ]
}
