import Kubernetes
import Value

extension ConformanceSuite {
    static let objectCases = [
        ConformanceCase("an object is created, read, replaced and deleted") { context in
            let client = context.client
            let created = try await client.create(context.configMap("a"))
            try expect(!created.uid.isEmpty && !created.resourceVersion.isEmpty, "no uid or version: \(created)")
            try expect(created["metadata"]?["creationTimestamp"]?.string != nil, "no creationTimestamp")
            let read = try await client.get(.configMaps, "a", namespace: context.namespace)
            try expectEqual(read, created, "what is read")
            let replaced = try await client.replace(read.setting("data", "key", to: "other"))
            try expectEqual(replaced.uid, created.uid, "the uid after a replace")
            try expect(replaced.resourceVersion != created.resourceVersion, "a replace kept the version")
            try expectEqual(
                try await client.delete(.configMaps, "a", namespace: context.namespace), .finished, "the deletion")
            try await expectError(.notFound) {
                _ = try await client.get(.configMaps, "a", namespace: context.namespace)
            }
        },
        ConformanceCase("a missing object is not found, with its kind and name") { context in
            let error = try await expectError(.notFound) {
                _ = try await context.client.get(.configMaps, "missing", namespace: context.namespace)
            }
            try expectEqual(error.httpStatus, 404, "the status")
            try expectEqual(error.message, "configmaps \"missing\" not found", "the message")
            try expectEqual(error.status["details"]?["name"], "missing", "details.name")
            try expectEqual(error.status["details"]?["kind"], "configmaps", "details.kind")
            let absent = try await context.client.getIfPresent(.configMaps, "missing", namespace: context.namespace)
            try expectEqual(absent, nil, "getIfPresent")
        },
        ConformanceCase("a second create of one name already exists") { context in
            _ = try await context.client.create(context.configMap("a"))
            let error = try await expectError(.alreadyExists) {
                _ = try await context.client.create(context.configMap("a"))
            }
            try expectEqual(error.message, "configmaps \"a\" already exists", "the message")
        },
        ConformanceCase("a create in a namespace that does not exist names the namespace") { context in
            let lost = context.configMap("a").setting("metadata", "namespace", to: "no-such-namespace")
            let error = try await expectError(.notFound) { _ = try await context.client.create(lost) }
            try expectEqual(error.message, "namespaces \"no-such-namespace\" not found", "the message")
        },
        ConformanceCase("a replace of an outdated version conflicts") { context in
            let created = try await context.client.create(context.configMap("a"))
            _ = try await context.client.replace(created.setting("data", "key", to: "1"))
            let error = try await expectError(.conflict) {
                _ = try await context.client.replace(created.setting("data", "key", to: "2"))
            }
            try expect(error.message.contains("the object has been modified"), "message: \(error.message)")
        },
        ConformanceCase("an invalid name is refused with the field as a cause") { context in
            let error = try await expectError(.invalid) {
                _ = try await context.client.create(context.configMap("Not_A_Name"))
            }
            try expectEqual(error.httpStatus, 422, "the status")
            try expectEqual(error.causes.map(\.field), ["metadata.name"], "the causes' fields")
        },
        ConformanceCase("a generated name begins with its prefix") { context in
            let object = context.configMap("x").setting(
                "metadata",
                to: [
                    "generateName": "made-", "namespace": .string(context.namespace),
                ])
            let created = try await context.client.create(object)
            try expect(created.name.hasPrefix("made-") && created.name.count > 5, "the name is \(created.name)")
        },
        ConformanceCase("a dry run answers with the object and stores nothing") { context in
            let made = try await context.client.create(
                context.configMap("a"), options: WriteOptions(dryRun: true))
            try expectEqual(made.name, "a", "the name")
            let stored = try await context.client.getIfPresent(.configMaps, "a", namespace: context.namespace)
            try expectEqual(stored, nil, "what a dry run stored")
        },
        ConformanceCase("a secret's stringData becomes data") { context in
            let secret: Value = [
                "apiVersion": "v1", "kind": "Secret", "stringData": ["password": "example"],
                "metadata": ["name": "s", "namespace": .string(context.namespace)],
            ]
            let created = try await context.client.create(secret)
            try expectEqual(created["data"]?["password"], "ZXhhbXBsZQ==", "data.password")
            try expectEqual(created["stringData"], nil, "stringData")
            try expectEqual(created["type"], "Opaque", "the type")
        },
        ConformanceCase("a status is changed apart from the spec") { context in
            try await context.withWidgets { type in
                let client = context.client
                let created = try await client.create(
                    context.widget("w", size: 1).setting("status", to: ["phase": "Early"]), as: type)
                try expectEqual(created["status"], nil, "the status given at creation")
                try expectEqual(created.generation, 1, "the generation")
                try expectEqual(created["spec"]?["color"], "red", "a default")
                let withStatus = try await client.patch(
                    type, "w", namespace: context.namespace, with: .merge(["status": ["phase": "Ready"]]),
                    options: WriteOptions(subresource: "status"))
                try expectEqual(withStatus["status"]?["phase"], "Ready", "the phase")
                try expectEqual(withStatus.generation, 1, "the generation after a change of status")
                let changed = try await client.replace(
                    withStatus.setting("spec", "size", to: 2).setting("status", "phase", to: "Lost"), as: type)
                try expectEqual(changed["status"]?["phase"], "Ready", "the phase after a replace of the object")
                try expectEqual(changed.generation, 2, "the generation after a change of spec")
            }
        },
        ConformanceCase("a custom object is checked against its schema") { context in
            try await context.withWidgets { type in
                let error = try await expectError(.invalid) {
                    _ = try await context.client.create(context.widget("w", size: 0), as: type)
                }
                try expectEqual(error.causes.first?.field, "spec.size", "the cause's field")
                let missing = try await expectError(.invalid) {
                    _ = try await context.client.create(
                        context.widget("w", size: 1).setting("spec", to: [:]), as: type)
                }
                try expectEqual(missing.causes.first?.field, "spec.size", "the missing field")
            }
        },
    ]
}
