import Kubernetes
import Value

extension ConformanceSuite {
    static let discoveryCases = [
        ConformanceCase("well-known types are what discovery says") { context in
            for known in [
                ResourceType.namespaces, .nodes, .pods, .services, .configMaps, .secrets, .events, .deployments,
                .statefulSets, .daemonSets, .jobs, .customResourceDefinitions, .storageClasses, .roles, .clusterRoles,
                .leases,
            ] {
                let found = try await context.client.resourceType(apiVersion: known.apiVersion, kind: known.kind)
                try expectEqual(found.plural, known.plural, "the plural of \(known.kind)")
                try expectEqual(found.isNamespaced, known.isNamespaced, "isNamespaced of \(known.kind)")
                try expect(found.verbs.isSuperset(of: ["get", "list", "watch", "create", "delete"]), "verbs: \(found)")
            }
        },
        ConformanceCase("a type is found by group and plural") { context in
            let type = try await context.client.resourceType(group: "apps", resource: "deployments")
            try expectEqual(type.kind, "Deployment", "the kind")
            try expect(type.subresources.isSuperset(of: ["status", "scale"]), "subresources: \(type.subresources)")
        },
        ConformanceCase("an unknown group, version or kind is a missing type, not a missing object") { context in
            let client = context.client
            try await expectError(.resourceTypeNotFound) {
                _ = try await client.resourceType(apiVersion: "none.groundcrew.dev/v1", kind: "Widget")
            }
            try await expectError(.resourceTypeNotFound) {
                _ = try await client.resourceType(apiVersion: "apps/v9", kind: "Deployment")
            }
            try await expectError(.resourceTypeNotFound) {
                _ = try await client.resourceType(apiVersion: "v1", kind: "Widget")
            }
            let type = ResourceType(
                group: "none.groundcrew.dev", version: "v1", kind: "Widget", plural: "widgets", isNamespaced: true)
            try await expectError(.resourceTypeNotFound) {
                _ = try await client.getIfPresent(type, "w", namespace: context.namespace)
            }
            try await expectError(.resourceTypeNotFound) {
                _ = try await client.listAll(type, namespace: context.namespace)
            }
        },
        ConformanceCase("F14 the kind of a new CRD is found without forgetting the cache") { context in
            // The group is asked for before it exists, so that a cache of absences would show.
            try await expectError(.resourceTypeNotFound) {
                _ = try await context.client.resourceType(apiVersion: "\(context.group)/v1", kind: "Widget")
            }
            try await context.withWidgets { type in
                try expectEqual(type.plural, "widgets", "the plural")
                try expectEqual(type.shortNames, ["wd"], "the short names")
                try expectEqual(type.subresources, ["status"], "the subresources")
                let named = try await context.client.resourceType(group: context.group, resource: "wd")
                try expectEqual(named, type, "the type by its short name")
                _ = try await context.client.create(context.widget("w", size: 1), as: type)
                let read = try await context.client.get(
                    ObjectReference(
                        apiVersion: "\(context.group)/v1", kind: "Widget", namespace: context.namespace, name: "w"))
                try expectEqual(read["spec"]?["size"], 1, "the size")
            }
            context.client.forgetDiscovery(group: context.group)
            try await eventually("the removed CRD's kind is gone") {
                do {
                    context.client.forgetDiscovery(group: context.group)
                    _ = try await context.client.resourceType(apiVersion: "\(context.group)/v1", kind: "Widget")
                    return false
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    return true
                }
            }
        },
        ConformanceCase("F22 a broken API of another group does no harm", needs: [.aggregation]) { context in
            let name = "v1.b\(context.unique).groundcrew.dev"
            let broken: Value = [
                "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": ["name": .string(name)],
                "spec": [
                    "group": .string("b\(context.unique).groundcrew.dev"), "version": "v1",
                    "groupPriorityMinimum": 100, "versionPriority": 100, "insecureSkipTLSVerify": true,
                    "service": ["name": "none", "namespace": .string(context.namespace)],
                ],
            ]
            _ = try await context.client.create(broken, as: .apiServices)
            do {
                context.client.forgetDiscovery()
                let type = try await context.client.resourceType(apiVersion: "apps/v1", kind: "Deployment")
                try expectEqual(type.plural, "deployments", "the plural")
                try await eventually("the broken group is a failure of the report") {
                    context.client.forgetDiscovery()
                    let report = try await context.client.discoverAll()
                    try expect(report.types.contains { $0.kind == "Deployment" }, "the report lacks Deployment")
                    return report.failures.contains { $0.groupVersion.group == "b\(context.unique).groundcrew.dev" }
                }
            } catch {
                _ = try await context.client.deleteIfPresent(.apiServices, name)
                throw error
            }
            _ = try await context.client.deleteIfPresent(.apiServices, name)
        },
        ConformanceCase("everything served is discovered") { context in
            let report = try await context.client.discoverAll()
            try expect(report.types.count > 30, "only \(report.types.count) types")
            try expect(report.groupVersions.contains(GroupVersion("v1")), "no core group")
            try expect(report.types.allSatisfy { !$0.plural.contains("/") }, "a subresource counts as a type")
        },
        ConformanceCase("the server tells its version and the cluster its identity") { context in
            let version = try await context.client.serverVersion()
            try expect(version.major >= 1 && version.minor > 0, "the version is \(version)")
            let identity = try await context.client.identity()
            try expect(identity.kubeSystemUID?.isEmpty == false, "no uid: \(identity)")
            let again = try await context.client.identity()
            try expectEqual(again.isSame(as: identity), true, "the same cluster")
        },
    ]
}
