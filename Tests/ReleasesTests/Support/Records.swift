import Kubernetes
import Value

@testable import Releases

extension KubernetesClient {
    /// Makes a stored revision look as if its run had died.
    func rewriteRecord(_ name: String, revision: Int, in namespace: String, status: String) async throws {
        let storage = ReleaseStorage(client: self)
        var record = try ReleaseStorage.decode(
            try await get(.secrets, "sh.helm.release.v1.\(name).v\(revision)", namespace: namespace))
        record.set(ReleaseStatus(rawValue: status), description: "rewritten by a test")
        try await storage.update(&record)
    }
}
