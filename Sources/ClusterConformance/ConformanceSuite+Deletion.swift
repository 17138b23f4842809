import Kubernetes
import Value

extension ConformanceSuite {
    static let deletionCases = [
        ConformanceCase("a delete of another uid conflicts and deletes nothing") { context in
            let created = try await context.client.create(context.configMap("a"))
            try await expectError(.conflict) {
                _ = try await context.client.delete(
                    .configMaps, "a", namespace: context.namespace, options: DeleteOptions(uid: "another"))
            }
            try expectEqual(
                try await context.client.delete(
                    .configMaps, "a", namespace: context.namespace, options: DeleteOptions(uid: created.uid)),
                .finished, "the deletion")
        },
        ConformanceCase("a delete of an outdated version conflicts") { context in
            let created = try await context.client.create(context.configMap("a"))
            _ = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["data": ["key": "2"]]))
            try await expectError(.conflict) {
                _ = try await context.client.delete(
                    .configMaps, "a", namespace: context.namespace,
                    options: DeleteOptions(resourceVersion: created.resourceVersion))
            }
        },
        ConformanceCase("a delete of a missing object is not found") { context in
            try await expectError(.notFound) {
                _ = try await context.client.delete(.configMaps, "missing", namespace: context.namespace)
            }
            let outcome = try await context.client.deleteIfPresent(
                .configMaps, "missing", namespace: context.namespace)
            try expectEqual(outcome, nil, "deleteIfPresent")
        },
        ConformanceCase("a dry run of a delete deletes nothing") { context in
            _ = try await context.client.create(context.configMap("a"))
            _ = try await context.client.delete(
                .configMaps, "a", namespace: context.namespace, options: DeleteOptions(dryRun: true))
            let read = try await context.client.getIfPresent(.configMaps, "a", namespace: context.namespace)
            try expectEqual(read?.name, "a", "the name of the object after a dry run")
            try expectEqual(read?["metadata"]?["deletionTimestamp"], .none, "its deletionTimestamp")
        },
        ConformanceCase("F21 an object with a finalizer stays, terminating, until it is removed") { context in
            let object = context.configMap("a").setting("metadata", "finalizers", to: ["groundcrew.dev/wait"])
            _ = try await context.client.create(object)
            let deletion = try await context.client.delete(.configMaps, "a", namespace: context.namespace)
            guard case .terminating(let terminating) = deletion else {
                throw ConformanceFailure(message: "the deletion is \(deletion)", file: #fileID, line: #line)
            }
            try expect(terminating["metadata"]?["deletionTimestamp"]?.string != nil, "no deletionTimestamp")
            let read = try await context.client.get(.configMaps, "a", namespace: context.namespace)
            try expect(read["metadata"]?["deletionTimestamp"]?.string != nil, "no deletionTimestamp")
            _ = try await context.client.patch(
                .configMaps, "a", namespace: context.namespace, with: .merge(["metadata": ["finalizers": .null]]))
            try expectEqual(
                try await context.client.getIfPresent(.configMaps, "a", namespace: context.namespace), nil,
                "the object without its finalizer")
        },
        ConformanceCase("what an object owns goes after it", needs: [.controllers]) { context in
            let owner = try await context.client.create(context.configMap("owner"))
            _ = try await context.client.create(context.owned("owned", by: owner))
            _ = try await context.client.delete(
                .configMaps, "owner", namespace: context.namespace, options: DeleteOptions(propagation: .background))
            try await eventually("the owned object is collected") {
                try await context.client.getIfPresent(.configMaps, "owned", namespace: context.namespace) == nil
            }
        },
        ConformanceCase("with foreground deletion the owner goes last", needs: [.controllers]) { context in
            let owner = try await context.client.create(context.configMap("owner"))
            _ = try await context.client.create(context.owned("owned", by: owner))
            let deletion = try await context.client.delete(
                .configMaps, "owner", namespace: context.namespace, options: DeleteOptions(propagation: .foreground))
            guard case .terminating(let terminating) = deletion else {
                throw ConformanceFailure(message: "the deletion is \(deletion)", file: #fileID, line: #line)
            }
            try expectEqual(
                terminating["metadata"]?["finalizers"], ["foregroundDeletion"], "the finalizers of the owner")
            try await eventually("owner and owned object are gone") {
                let left = try await context.client.listAll(.configMaps, namespace: context.namespace).items.map(\.name)
                return !left.contains("owner") && !left.contains("owned")
            }
        },
        ConformanceCase("orphans stay when their owner goes", needs: [.controllers]) { context in
            let owner = try await context.client.create(context.configMap("owner"))
            _ = try await context.client.create(context.owned("owned", by: owner))
            _ = try await context.client.delete(
                .configMaps, "owner", namespace: context.namespace, options: DeleteOptions(propagation: .orphan))
            try await eventually("the owner is gone") {
                try await context.client.getIfPresent(.configMaps, "owner", namespace: context.namespace) == nil
            }
            let left = try await context.client.get(.configMaps, "owned", namespace: context.namespace)
            try expectEqual(left["metadata"]?["ownerReferences"], nil, "the owners of the orphan")
        },
        ConformanceCase("F20 a terminating namespace refuses new objects and goes", needs: [.controllers]) { context in
            let name = "going-\(context.unique)"
            _ = try await context.client.create([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
            ])
            let held = context.configMap("a").setting(
                "metadata",
                to: [
                    "name": "a", "namespace": .string(name), "finalizers": ["groundcrew.dev/wait"],
                ])
            _ = try await context.client.create(held)
            _ = try await context.client.delete(.namespaces, name)
            let namespace = try await context.client.get(.namespaces, name)
            try expectEqual(namespace["status"]?["phase"], "Terminating", "the phase")
            let error = try await expectError(.forbidden) {
                _ = try await context.client.create(
                    context.configMap("b").setting("metadata", "namespace", to: .string(name)))
            }
            try expect(!error.isMissingPermission, "taken for a missing permission: \(error)")
            try expect(error.message.contains("being terminated"), "message: \(error.message)")
            _ = try await context.client.patch(
                .configMaps, "a", namespace: name, with: .merge(["metadata": ["finalizers": .null]]))
            try await eventually("the namespace is gone", within: .seconds(60)) {
                try await context.client.getIfPresent(.namespaces, name) == nil
            }
        },
    ]
}

extension ConformanceContext {
    fileprivate func owned(_ name: String, by owner: Value) -> Value {
        configMap(name).setting(
            "metadata", "ownerReferences",
            to: [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "name": .string(owner.name), "uid": .string(owner.uid),
                    "controller": true, "blockOwnerDeletion": true,
                ]
            ])
    }
}
