import FoundationEssentials
import TestParts
import Testing

/// Charts of an operator that a real API server takes: the project's own simulated operator, named and numbered as
/// Dynamo's platform chart.
enum OperatorChart {
    /// Where the chart is when the program comes to fetch it.
    enum Source: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case folder
        case archive
        case repository
        var testDescription: String { rawValue }
    }

    static let version = "1.5.1"

    /// Makes the chart in `folder`.
    ///
    /// - Parameter holdsCRDs: false for an operator that applies its CRDs itself.
    /// - Returns: the chart's folder.
    static func make(
        _ name: String = "dynamo-platform", _ version: String = version, in folder: String, holdsCRDs: Bool
    ) throws -> String {
        let chart = "\(folder)/\(name)"
        let files = FileManager.default
        try files.copyItem(atPath: "\(TestParts.projectRoot)/charts/sandbox-operator", toPath: chart)
        try """
        apiVersion: v2
        name: \(name)
        version: \(version)
        appVersion: \(version)
        """.write(toFile: "\(chart)/Chart.yaml", atomically: true, encoding: .utf8)
        if holdsCRDs {
            try files.createDirectory(atPath: "\(chart)/crds", withIntermediateDirectories: false)
            try crd.write(toFile: "\(chart)/crds/dynamographdeployments.yaml", atomically: true, encoding: .utf8)
        }
        return chart
    }

    /// Calls `body` with what a bootstrap file says of the operator.
    static func with<Result: Sendable>(
        _ source: Source, holdsCRDs: Bool, _ body: (_ operators: String) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try make(in: folder, holdsCRDs: holdsCRDs)
            guard source != .folder else {
                return try await body(entry(chart: chart))
            }
            let packed = "\(folder)/packed"
            try await helm("package", chart, "--destination", packed)
            guard source == .repository else {
                return try await body(entry(chart: "\(packed)/dynamo-platform-\(version).tgz"))
            }
            return try await LoopbackFileServer.with(folder: packed) { server in
                try await helm("repo", "index", packed, "--url", server.url)
                return try await body(entry(chart: "dynamo-platform", repository: server.url))
            }
        }
    }

    private static func entry(chart: String, repository: String? = nil) -> String {
        var text = "operators:\n  dynamo-platform:\n    chart: \(chart)\n"
        if let repository { text += "    repository: \(repository)\n    version: \(version)\n" }
        return text
    }

    private static func helm(_ arguments: String...) async throws {
        let result = try await TestParts.run(.helm4, arguments)
        guard result.isSuccess else { throw Failure(description: "helm \(arguments): \(result)") }
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    /// Both versions that Dynamo serves, without a schema of its own.
    static let crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: dynamographdeployments.nvidia.com
        spec:
          group: nvidia.com
          scope: Namespaced
          names:
            kind: DynamoGraphDeployment
            listKind: DynamoGraphDeploymentList
            plural: dynamographdeployments
            singular: dynamographdeployment
            shortNames: [dgd]
          versions:
            - name: v1beta1
              served: true
              storage: true
              subresources: {status: {}}
              schema: &schema
                openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            - name: v1alpha1
              served: true
              storage: false
              subresources: {status: {}}
              schema: *schema
        """
}
