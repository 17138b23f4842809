import TestParts
import Testing
import Value

/// A line of `helm list`.
struct HelmRelease: Hashable, Sendable {
    var name: String
    var namespace: String
    var revision: String
    var status: String
    var chart: String

    /// All releases as real Helm lists them, by name; Helm 3 leaves some out unless told not to.
    static func list(_ cluster: ControlPlane, by helm: TestParts.Part) async throws -> [HelmRelease] {
        let result = try await cluster.helm(
            "list", "-A", helm == .helm3 ? "--all" : "--all-namespaces", "-o", "json", version: helm)
        try #require(result.isSuccess, "\(result)")
        let lines = try Value(jsonText: result.standardOutput).array ?? []
        return try lines.map { line in
            HelmRelease(
                name: try #require(line["name"]?.string), namespace: try #require(line["namespace"]?.string),
                revision: try #require(line["revision"]?.string), status: try #require(line["status"]?.string),
                chart: try #require(line["chart"]?.string))
        }
        .sorted { $0.name < $1.name }
    }
}
