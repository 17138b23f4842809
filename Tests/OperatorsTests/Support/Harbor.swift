import Repositories
import Value
import YAML

@testable import Operators
@testable import Providers
@testable import Releases

/// An operator as a provider asks for it, and what a cluster may have of it.
enum Harbor {
    static let chart = "oci://charts.example.com/harbor"
    static let crds = ["berths.harbor.example.com", "cranes.harbor.example.com"]
    /// Of releases that groundcrew made of it for its provider.
    static let own: ReleaseLabels = .origin(provider: "dock", role: .operator)

    static func definition(
        isShared: Bool = false, version: String = "1.6.2", source: OperatorDefinition.Source? = nil,
        podSelector: String? = "app=harbor"
    ) -> OperatorDefinition {
        OperatorDefinition(
            name: "harbor", title: "Harbor", namespace: "harbor-system",
            source: source ?? .chart(Harbor.chart, repository: nil), version: version, values: [:],
            podSelector: podSelector, onFailure: nil,
            crds: crds.map { OperatorDefinition.CRD(name: $0, versions: ["v1"]) }, needs: [], isShared: isShared)
    }

    /// What is known of versions, as a definition writes it.
    static func versions(_ yaml: String) throws -> VersionData {
        struct None: Error {}
        guard let document = try YAML.decodeAll(yaml, file: "harbor.yaml").first else { throw None() }
        return try VersionData(YAMLFields(document))
    }

    /// - Parameters:
    ///   - chart: what the definition calls it.
    ///   - reference: where it is; by default where `chart` says.
    static func plan(
        isShared: Bool = false, version: String? = "1.6.2", chart: String = Harbor.chart,
        podSelector: String? = "app=harbor", ranges: [String] = [], reference: ChartReference? = nil
    ) -> OperatorPlan {
        let item = definition(
            isShared: isShared, version: version ?? "", source: .chart(chart, repository: nil),
            podSelector: podSelector)
        let release = ReleaseRequest(
            name: item.name, namespace: item.namespace,
            chart: reference ?? .source(.oci(reference: chart, version: version)),
            labels: isShared ? .prerequisite : own, crds: crds)
        return OperatorPlan(
            definition: item, providers: ["dock"], release: release, ranges: ranges, version: version)
    }

    /// A release of revision 3.
    static func record(
        _ version: String = "1.6.2", chart: String = "harbor", name: String = "harbor",
        in namespace: String = "harbor-system", labels: ReleaseLabels = [:], status: String = "deployed",
        manifest: String = ""
    ) -> ReleaseRecord {
        ReleaseRecord(
            name: name, namespace: namespace, revision: 3, status: status, chartName: chart, chartVersion: version,
            appVersion: "", updated: "", description: "", values: [:], manifest: manifest, notes: "", hookManifests: [],
            defaultValues: [:], labels: labels)
    }

    /// - Parameters:
    ///   - records: releases of the operator's name, in all namespaces.
    ///   - origins: the labels of groundcrew's own, the asking provider's first.
    ///   - count: how many CRDs the operator brings.
    static func sight(
        _ records: [ReleaseRecord] = [], origins: [ReleaseLabels] = [Harbor.own],
        unreadable: [UnreadableRecord] = [], workloads: [OperatorSight.Workload] = [],
        crds: [OperatorSight.Found] = [], of count: Int = 2, holders: [ReleaseRecord] = [], unseen: [String] = []
    ) -> OperatorSight {
        let listing = ReleaseListing(releases: records, unreadable: unreadable)
        var sight = OperatorSight(
            releases: OperatorRelease(
                name: "harbor", namespace: "harbor-system", listing: listing, origins: origins))
        sight.workloads = workloads
        sight.crds = crds
        sight.crdCount = count
        sight.holders = holders
        sight.unseen = unseen
        return sight
    }

    /// Its Deployment, in namespace `ports`.
    static func deployment(
        _ labels: [String: String] = [:], annotations: [String: String] = [:], version: String? = nil
    ) -> OperatorSight.Workload {
        OperatorSight.Workload(
            namespace: "ports", object: found("harbor-controller", labels, annotations: annotations),
            version: version)
    }

    /// Its Deployment, as a release of Helm's makes it.
    ///
    /// - Parameter release: `namespace/name`; the Deployment is in that namespace.
    static func deployment(
        of release: String, _ labels: [String: String] = [:], version: String? = nil, imageVersion: String? = nil
    ) -> OperatorSight.Workload {
        let parts = release.split(separator: "/").map(String.init)
        let object = found(
            "harbor-controller", labels.merging(["app.kubernetes.io/managed-by": "Helm"]) { first, _ in first },
            annotations: ["meta.helm.sh/release-name": parts[1], "meta.helm.sh/release-namespace": parts[0]])
        return OperatorSight.Workload(
            namespace: parts[0], object: object, version: version, imageVersion: imageVersion)
    }

    static func found(
        _ name: String, _ labels: [String: String] = [:], annotations: [String: String] = [:]
    ) -> OperatorSight.Found {
        func object(_ texts: [String: String]) -> Value {
            .object(Object(texts.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }))
        }
        return OperatorSight.Found([
            "metadata": [
                "name": .string(name), "labels": object(labels), "annotations": object(annotations),
            ]
        ])
    }

    static func decision(
        _ action: OperatorDecision.Action, _ code: OperatorDecision.Code, _ reason: String, hint: String? = nil,
        in namespace: String = "harbor-system", release: String = "harbor", version: String? = nil
    ) -> OperatorDecision {
        OperatorDecision(
            action: action, code: code, reason: reason, hint: hint,
            release: OperatorDecision.Place(namespace: namespace, name: release), version: version)
    }
}
