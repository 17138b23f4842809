import Kubernetes
import Value

@testable import Releases

extension KubernetesClient {
    /// Makes a stored revision look as if its run had died; without a mark, as if Helm had.
    func rewriteRecord(
        _ name: String, revision: Int, in namespace: String, status: String, mark: RunMark? = nil
    ) async throws {
        let storage = ReleaseStorage(client: self)
        var record = try ReleaseStorage.decode(
            try await get(.secrets, "sh.helm.release.v1.\(name).v\(revision)", namespace: namespace))
        record.set(ReleaseStatus(rawValue: status), description: "rewritten by a test")
        record.mark = mark
        try await storage.update(&record)
    }
}
