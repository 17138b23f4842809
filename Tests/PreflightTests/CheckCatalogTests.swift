import Preflight
import Testing

@Suite struct CheckCatalogTests {
    @Test func builtInChecksLoad() throws {
        let ids = try CheckCatalog.builtIn().checks.map(\.id)
        #expect(ids.sorted() == ["cluster", "crds", "etcd", "gpu-driver", "gpu-nodes", "helm", "nats", "operators"])
    }
}
